package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts for each bucket of time, in order of time.
 *
 * @param other the sum of the groups cut off, for each bucket, if asked for
 */
public record SentimentTimeline(
        String interval,
        String timezone,
        List<Figures> rows,
        @Nullable List<Figures> other,
        Figures total,
        @Nullable Period period,
        @Nullable Period previousPeriod,
        AsOf asOf,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
