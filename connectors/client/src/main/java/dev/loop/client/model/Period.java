package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;

/** From this time, and before that. */
public record Period(
        Instant from,
        Instant to,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
