package dev.loop.analysis.statistics;

import dev.loop.topology.statistics.ScoreInterval;

/** The 95 % confidence interval of a share, as {@link ScoreInterval} has it. */
public record Wilson(double low, double high) {

    /** The 97.5th percentile of the normal distribution. */
    private static final double Z = 1.959963984540054;

    /** Returns the interval; {@code of} is at least 1. */
    public static Wilson of(long hits, long of) {
        ScoreInterval interval = ScoreInterval.of(hits, of, Z);
        return new Wilson(interval.low(), interval.high());
    }
}
