package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The writes that an answer reflects.
 *
 * @param position partition:offset for each partition
 * @param complete false if a partition is missing, which only an answer to {@code partial} may be
 */
public record AsOf(
        String position,
        boolean complete,
        @Nullable List<Integer> missing,
        @Nullable List<Standby> standbys,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    /**
     * A partition that was read from a copy.
     *
     * @param behind the most commands that the copy had still to apply
     */
    public record Standby(
            int partition,
            @Nullable Long behind,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
}
