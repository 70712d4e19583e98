package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** The author of an item. */
public record User(String id, @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
