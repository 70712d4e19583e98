package dev.loop.topology.sentiment;

/** The lengths of time that cells are kept for, in UTC. */
public enum Granularity {
    /** All time, in one bucket: sentiment by tag. */
    ALL(0, 0),
    MINUTE(60_000L, 0),
    HOUR(3_600_000L, 0),
    DAY(86_400_000L, 0),
    /** Weeks begin on Monday; 1970 began on a Thursday. Four weeks and a few days cover a month. */
    WEEK(7 * 86_400_000L, 4 * 86_400_000L);

    private final long millis;
    private final long first;

    Granularity(long millis, long first) {
        this.millis = millis;
        this.first = first;
    }

    public long millis() {
        return millis;
    }

    /** Returns the start of the bucket that holds an instant, in epoch milliseconds. */
    public long bucket(long epochMillis) {
        return this == ALL ? 0 : Math.floorDiv(epochMillis - first, millis) * millis + first;
    }

    /** Returns the start of the first bucket that begins at an instant or after it. */
    long bucketFrom(long epochMillis) {
        long start = bucket(epochMillis);
        return start == epochMillis ? start : start + millis;
    }
}
