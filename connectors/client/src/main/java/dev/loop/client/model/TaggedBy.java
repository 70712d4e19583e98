package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What changed the tag of an item last.
 *
 * @param kind {@code rule} or {@code person}
 * @param rule the name of the rule
 * @param version the version of the rule
 * @param run the replay; null where the rule tagged what came
 * @param before the tag before; null if there was none
 * @param undone whether the replay was undone; null if it was not
 */
public record TaggedBy(
        String kind,
        @Nullable String rule,
        @Nullable String version,
        @Nullable String run,
        @Nullable String before,
        @Nullable Boolean undone,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
