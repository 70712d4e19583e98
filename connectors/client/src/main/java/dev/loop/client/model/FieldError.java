package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What is wrong with a field, and the remedy. */
public record FieldError(
        String field,
        String problem,
        String remedy,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
