package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts for each group.
 *
 * @param groups the number of groups, those cut off by the limit included
 * @param other the sum of the groups cut off, if asked for
 */
public record SentimentTable(
        List<Figures> rows,
        int groups,
        @Nullable Figures other,
        Figures total,
        @Nullable Period period,
        @Nullable Period previousPeriod,
        AsOf asOf,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
