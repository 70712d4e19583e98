package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A time in which a tag had far more negative items than usual.
 *
 * @param state open or closed
 * @param since when the counted items begin
 */
public record Incident(
        String id,
        @Nullable String tag,
        String state,
        Instant openedAt,
        Instant since,
        Instant lastAt,
        @Nullable Instant closedAt,
        long items,
        double expected,
        Peak peak,
        long revision,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    /** The worst hour. */
    public record Peak(
            Instant at,
            long items,
            double expected,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
}
