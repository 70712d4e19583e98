package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A release.
 *
 * @param tags those that it is expected to affect
 */
public record Release(
        String version,
        Instant releasedAt,
        @Nullable String title,
        @Nullable String notes,
        List<String> tags,
        Instant updatedAt,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
