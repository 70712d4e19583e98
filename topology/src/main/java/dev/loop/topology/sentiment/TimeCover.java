package dev.loop.topology.sentiment;

import java.util.ArrayList;
import java.util.List;

/**
 * A span of time as the fewest buckets that fill it exactly, and the edges that only the items can answer.
 *
 * @param buckets runs of whole buckets
 * @param edges spans of less than two minutes without a whole minute in them
 */
record TimeCover(List<Run> buckets, List<Span> edges) {

    /** Consecutive buckets of one granularity: [from, to) in epoch milliseconds. */
    record Run(Granularity granularity, long from, long to) {}

    /** [from, to) in epoch milliseconds. */
    record Span(long from, long to) {
        boolean isEmpty() {
            return from >= to;
        }
    }

    static TimeCover of(Span span) {
        List<Run> runs = new ArrayList<>();
        List<Span> edges = new ArrayList<>();
        cover(span, Granularity.WEEK, runs, edges);
        return new TimeCover(List.copyOf(runs), List.copyOf(edges));
    }

    private static void cover(Span span, Granularity granularity, List<Run> runs, List<Span> edges) {
        if (span.isEmpty()) {
            return;
        }
        long first = granularity.bucketFrom(span.from());
        long last = granularity.bucket(span.to());
        if (first >= last) {
            finer(span, granularity, runs, edges);
            return;
        }
        finer(new Span(span.from(), first), granularity, runs, edges);
        runs.add(new Run(granularity, first, last));
        finer(new Span(last, span.to()), granularity, runs, edges);
    }

    private static void finer(Span span, Granularity granularity, List<Run> runs, List<Span> edges) {
        switch (granularity) {
            case WEEK -> cover(span, Granularity.DAY, runs, edges);
            case DAY -> cover(span, Granularity.HOUR, runs, edges);
            case HOUR -> cover(span, Granularity.MINUTE, runs, edges);
            default -> {
                if (!span.isEmpty()) {
                    edges.add(span);
                }
            }
        }
    }
}
