package dev.loop.topology.sentiment;

/** The lengths of time that cells are kept for, by UTC. */
public enum Granularity {
    /** All time, in one bucket: what {@code sentiment-by-tag} is made of. */
    ALL(0),
    MINUTE(60_000L),
    HOUR(3_600_000L),
    DAY(86_400_000L);

    private final long millis;

    Granularity(long millis) {
        this.millis = millis;
    }

    public long millis() {
        return millis;
    }

    /** The start of the bucket that holds an instant, in epoch milliseconds. */
    public long bucket(long epochMillis) {
        return this == ALL ? 0 : Math.floorDiv(epochMillis, millis) * millis;
    }
}
