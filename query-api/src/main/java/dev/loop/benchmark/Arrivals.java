package dev.loop.benchmark;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/**
 * Records when the posts of one run were due, and how long after that their results came. Any thread may report;
 * results of posts of other runs are not counted.
 */
final class Arrivals {

    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
    private static final long LOOK_MILLIS = 2;

    private final long first;
    private final AtomicLongArray due;
    private final LongAdder count = new LongAdder();
    private final Histogram micros = new AtomicHistogram(LONGEST_MICROS, 3);

    /** @param first number of the first post; the others follow without a gap */
    Arrivals(long first, int posts) {
        this.first = first;
        this.due = new AtomicLongArray(posts);
    }

    /** Records when a post is due; called before it is sent. */
    void due(long number, long nanos) {
        due.set((int) (number - first), nanos);
    }

    void came(long number) {
        long at = System.nanoTime();
        if (number >= first && number < first + due.length()) {
            long after = (at - due.get((int) (number - first))) / 1_000;
            micros.recordValue(Math.max(0, Math.min(after, LONGEST_MICROS)));
            count.increment();
        }
    }

    /** Waits for a number of results. Returns the count, which may exceed it. */
    long awaitAtLeast(long wanted, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (long now = count.sum(); ; now = count.sum()) {
            if (now >= wanted) {
                return now;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(now + " of " + wanted + " webhooks have come after " + atMost);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    double millis(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }
}
