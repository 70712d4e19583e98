package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changes of an item, the newest first.
 *
 * @param whole whether the list goes back to the creation of the item
 */
public record History(
        List<Revision> data,
        boolean whole,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    /** @param actor the name of a key */
    public record Revision(
            long revision,
            Instant at,
            @Nullable String actor,
            @Nullable String reason,
            List<FieldChange> changes,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    /** A field before and after. */
    public record FieldChange(
            String field,
            @Nullable String from,
            @Nullable String to,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
}
