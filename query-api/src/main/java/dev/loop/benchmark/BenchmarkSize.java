package dev.loop.benchmark;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How much is measured.
 *
 * @param items in place of each benchmark's own number
 * @param rounds that count; one before them warms up, and the median of them is told
 * @param period for which requests are sent where time is what is given
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

    /** How many requests a rate makes in the period. */
    long requests(int aSecond) {
        return Math.max(1, aSecond * period.toMillis() / 1000);
    }
}
