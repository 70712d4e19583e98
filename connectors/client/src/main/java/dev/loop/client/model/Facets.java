package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The most frequent values of what was found. */
public record Facets(
        long total,
        @Nullable Facet tag,
        @Nullable Facet plan,
        @Nullable Facet source,
        @Nullable Facet sentiment,
        @Nullable Facet status,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    /** @param other the items of all further values */
    public record Facet(
            List<Value> values,
            long other,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    /** @param value null for items without one */
    public record Value(
            @Nullable String value,
            long items,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
}
