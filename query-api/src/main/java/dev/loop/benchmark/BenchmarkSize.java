package dev.loop.benchmark;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The size of a run.
 *
 * @param items replaces each benchmark's own number
 * @param rounds rounds that count; one before them warms up, and the median is reported
 * @param period how long requests are sent at a fixed rate
 */
public record BenchmarkSize(OptionalLong items, int rounds, Duration period) {

    public static final int USUAL_ROUNDS = 3;
    public static final Duration USUAL_PERIOD = Duration.ofSeconds(20);

    public BenchmarkSize {
        if (rounds < 1 || items.orElse(1) < 1 || period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("At least one item, one round and some time are needed.");
        }
    }

    long items(long usual) {
        return items.orElse(usual);
    }

    /** Returns how many requests a rate makes in the period. */
    long requests(int aSecond) {
        return Math.max(1, aSecond * period.toMillis() / 1000);
    }
}
