package dev.loop.api.sentiment;

import dev.loop.topology.question.Interval;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The buckets of a timeline.
 *
 * @param starts start of each bucket by the calendar
 * @param bounds the starts and the last end in epoch milliseconds; the first and the last are cut to the span asked for
 */
record Buckets(List<ZonedDateTime> starts, long[] bounds) {

    /** The limit of buckets: more than a chart can show, and about as many as a spreadsheet user looks at. */
    static final int MOST = 10_000;

    /** @param to exclusive; after {@code from} */
    static Buckets between(long from, long to, Interval interval, ZoneId zone) {
        List<ZonedDateTime> starts = new ArrayList<>();
        List<Long> bounds = new ArrayList<>();
        ZonedDateTime start = interval.start(Instant.ofEpochMilli(from), zone);
        while (start.toInstant().toEpochMilli() < to) {
            starts.add(start);
            bounds.add(Math.max(from, start.toInstant().toEpochMilli()));
            if (starts.size() > MOST) {
                throw SentimentOverTime.tooMany(
                        String.format(Locale.ROOT, "more than %,d buckets, which is the limit", MOST));
            }
            start = interval.next(start);
        }
        bounds.add(to);
        return new Buckets(starts, bounds.stream().mapToLong(Long::longValue).toArray());
    }

    int size() {
        return starts.size();
    }

    /** Returns the bounds of the period before, which are these moved by its length, followed by these. */
    long[] withPrevious(long length) {
        long[] both = new long[bounds.length * 2 - 1];
        for (int i = 0; i < bounds.length; i++) {
            both[i] = bounds[i] - length;
            both[bounds.length - 1 + i] = bounds[i];
        }
        return both;
    }

    /** Returns these bounds, with one before and one after them for everything outside. */
    long[] within(long earliest, long end) {
        long[] all = new long[bounds.length + 2];
        all[0] = earliest;
        System.arraycopy(bounds, 0, all, 1, bounds.length);
        all[all.length - 1] = end;
        return all;
    }
}
