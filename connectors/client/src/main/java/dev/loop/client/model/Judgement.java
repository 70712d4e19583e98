package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What decided the sentiment of an item.
 *
 * @param by {@code rules} or {@code model}
 * @param unsure whether the sentiment is a guess
 * @param sure the model's probability of the sentiment
 */
public record Judgement(
        String by,
        @Nullable String version,
        boolean unsure,
        @Nullable Double sure,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
