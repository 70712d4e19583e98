package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param <T> an element
 * @param next the cursor of the next page; absent on the last
 * @param facets of a list of feedback, if asked for
 */
public record Page<T>(
        List<T> data,
        @Nullable String next,
        @Nullable Facets facets,
        @Nullable AsOf asOf,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
