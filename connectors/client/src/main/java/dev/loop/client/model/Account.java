package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A customer's account. */
public record Account(
        String id,
        @Nullable String name,
        @Nullable String plan,
        List<String> users,
        Instant updatedAt,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
