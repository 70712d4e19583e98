package dev.loop.topology.question;

import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import java.util.Arrays;

/**
 * Counts items by sentiment and status, and sums how long the resolved ones took. Mutable: readers add up in it.
 *
 * <p>Not thread-safe.
 */
public final class Tally {

    /** The counts: positive, neutral, negative open; positive, neutral, negative resolved. */
    public static final int COUNTS = 6;

    private final long[] counts = new long[COUNTS];
    private long resolutionMillis;

    /** Returns the place of a combination in {@link #count(int)}. */
    public static int index(Sentiment sentiment, Status status) {
        return sentiment.ordinal() + (status == Status.RESOLVED ? 3 : 0);
    }

    public static Sentiment sentiment(int index) {
        return Sentiment.values()[index % 3];
    }

    public static Status status(int index) {
        return index < 3 ? Status.OPEN : Status.RESOLVED;
    }

    public void add(int index, long items, long resolutionMillis) {
        counts[index] += items;
        this.resolutionMillis += resolutionMillis;
    }

    public void add(Tally other) {
        for (int i = 0; i < COUNTS; i++) {
            counts[i] += other.counts[i];
        }
        resolutionMillis += other.resolutionMillis;
    }

    public long count(int index) {
        return counts[index];
    }

    public long count(Sentiment sentiment) {
        return counts[sentiment.ordinal()] + counts[sentiment.ordinal() + 3];
    }

    public long positive() {
        return count(Sentiment.POSITIVE);
    }

    public long neutral() {
        return count(Sentiment.NEUTRAL);
    }

    public long negative() {
        return count(Sentiment.NEGATIVE);
    }

    public long open() {
        return counts[0] + counts[1] + counts[2];
    }

    public long resolved() {
        return counts[3] + counts[4] + counts[5];
    }

    public long total() {
        return open() + resolved();
    }

    /** Returns the sum, over all resolved items, of the time from {@code createdAt} to {@code resolvedAt}. */
    public long resolutionMillis() {
        return resolutionMillis;
    }

    public boolean isEmpty() {
        return total() == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tally tally
                && Arrays.equals(counts, tally.counts)
                && resolutionMillis == tally.resolutionMillis;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "Tally" + Arrays.toString(counts) + "+" + resolutionMillis + "ms";
    }
}
