package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts of the items of a group, of a bucket of time, or of all.
 *
 * <p>The group has the names that were asked for, null where items have none; a group by metadata is in {@code more}, as
 * {@code metadata.KEY}.
 *
 * @param start the beginning of the bucket, in the time zone asked for
 * @param groups of the groups that the limit cut off: how many
 * @param negativeShare negative / total; null where there is no item
 * @param negativeShareInterval where the share lies with 95 % confidence
 * @param previous with {@code compare}: the figures of the period before
 * @param change with {@code compare}: the difference to them
 */
public record Figures(
        @Nullable OffsetDateTime start,
        @Nullable String tag,
        @Nullable String plan,
        @Nullable String source,
        @Nullable String user,
        @Nullable String language,
        @Nullable String theme,
        @Nullable Integer groups,
        long positive,
        long neutral,
        long negative,
        long total,
        long open,
        long resolved,
        @Nullable Double negativeShare,
        @Nullable List<Double> negativeShareInterval,
        @Nullable Double meanSecondsToResolve,
        @Nullable Figures previous,
        @Nullable Figures change,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
