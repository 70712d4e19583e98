package dev.loop.topology.ledger;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many commands went to the dead letters since the start, by reason; for the metrics. A command that is read again
 * after a fault is counted again.
 */
public final class Refusals {

    /** Every reason that there is, as the header {@link dev.loop.schemas.DeadLetterHeaders#REASON} has it. */
    public static final List<String> REASONS = List.of(
            "malformed",
            "unknown-schema",
            "wrong-key",
            "wrong-partition",
            "invalid",
            "older-than-retention",
            "too-many-series");

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    public void count(String reason) {
        counts.computeIfAbsent(reason, first -> new LongAdder()).increment();
    }

    public long of(String reason) {
        LongAdder count = counts.get(reason);
        return count == null ? 0 : count.sum();
    }
}
