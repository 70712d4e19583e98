package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tags with far more negative items than usual, in the last hour and the last day. */
public record Trends(
        Instant hourFrom,
        Instant dayFrom,
        Instant to,
        List<Tag> tags,
        int groups,
        @Nullable Other other,
        List<Incident> incidents,
        AsOf asOf,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    /** @param incident the id of the open one */
    public record Tag(
            @Nullable String tag,
            Unusual hour,
            Unusual day,
            boolean exceptional,
            @Nullable String incident,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    /** @param p the chance of as many items, were all as usual */
    public record Unusual(
            long items,
            @Nullable Double expected,
            @Nullable Double p,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    /** The tags beyond those that are judged. */
    public record Other(
            int groups,
            long dayItems,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
}
