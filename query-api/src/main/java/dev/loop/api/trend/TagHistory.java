package dev.loop.api.trend;

import dev.loop.api.question.AsOf;
import dev.loop.api.question.Questions;
import dev.loop.api.question.Questions.Extent;
import dev.loop.api.question.Questions.Row;
import dev.loop.api.question.Questions.SentimentSpans;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Position;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The hours of every tag up to now.
 *
 * @param start when hour 0 begins, in epoch milliseconds
 * @param byTag of each that was named in that time; null for items without one
 */
record TagHistory(long start, Map<@Nullable String, HourlyCounts> byTag, int hours, AsOf asOf) {

    static final long HOUR = 3_600_000;

    /**
     * Reads a week at a time, so that many tags do not make one answer that is too large.
     *
     * @param judged how many hours, the present one among them, are to be judged; before them comes what they are compared
     *     with
     */
    static TagHistory of(Questions questions, FeedbackFilter filter, Instant now, int judged) {
        long end = Math.floorDiv(now.toEpochMilli(), HOUR) * HOUR + HOUR;
        int hours = HourlyCounts.LEAD + judged;
        long start = end - hours * HOUR;
        Optional<Extent> extent = questions.extent(filter.project());
        long oldest = extent.map(e -> e.oldest().toEpochMilli()).orElse(end);
        int known = (int) Math.max(0, Math.min(hours, Math.floorDiv(oldest - start, HOUR)));
        var counts = new HashMap<@Nullable String, long[]>();
        AsOf asOf = null;
        for (int from = 0; from < hours; from += HourlyCounts.HOURS_OF_WEEK) {
            int to = Math.min(hours, from + HourlyCounts.HOURS_OF_WEEK);
            if (to <= known) {
                continue;
            }
            SentimentSpans week = questions.spans(filter, List.of(Dimension.TAG), bounds(start, from, to));
            asOf = asOf == null ? week.asOf() : asOf.and(week.asOf());
            for (int i = 0; i < week.spans().size(); i++) {
                for (Row row : week.spans().get(i).rows()) {
                    counts.computeIfAbsent(row.group().get(0), tag -> new long[hours])[from + i] =
                            row.tally().total();
                }
            }
        }
        var byTag = new HashMap<@Nullable String, HourlyCounts>();
        // An hour that was begun by the first item is no whole one.
        counts.forEach((tag, ofHours) -> byTag.put(tag, new HourlyCounts(ofHours, known + 1)));
        return new TagHistory(start, byTag, hours, asOf == null ? AsOf.of(Position.NONE) : asOf);
    }

    private static long[] bounds(long start, int from, int to) {
        long[] bounds = new long[to - from + 1];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = start + (from + i) * HOUR;
        }
        return bounds;
    }

    /** When an hour begins. */
    Instant at(int hour) {
        return Instant.ofEpochMilli(start + hour * HOUR);
    }

    /** The present one. */
    int lastHour() {
        return hours - 1;
    }
}
