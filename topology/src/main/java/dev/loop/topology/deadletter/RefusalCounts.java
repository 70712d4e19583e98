package dev.loop.topology.deadletter;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts commands that became dead letters since the start, by reason, for the metrics. A command that is read again
 * after a fault is counted again.
 */
public final class RefusalCounts {

    /** All reasons, as the header {@link dev.loop.schemas.DeadLetterHeaders#REASON} has them. */
    public static final List<String> REASONS = List.of(
            "malformed",
            "unknown-schema",
            "wrong-key",
            "wrong-partition",
            "invalid",
            "older-than-retention",
            "too-many-series");

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final LongAdder others = new LongAdder();

    public void count(String reason) {
        counts.computeIfAbsent(reason, first -> new LongAdder()).increment();
    }

    /** Counts an item that is kept under another name, since there are too many names. */
    public void countOther() {
        others.increment();
    }

    /** Returns the number of items kept under another name since the start. */
    public long others() {
        return others.sum();
    }

    public long of(String reason) {
        LongAdder count = counts.get(reason);
        return count == null ? 0 : count.sum();
    }
}
