package dev.loop.topology.store;

import dev.loop.topology.question.Outcome;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How far the commands of one partition have been applied, and what became of the last of them. One writer, any readers.
 *
 * <p>Kafka Streams keeps such a position itself only for queries of its second kind, which must not be used in 4.3.1
 * (KAFKA-19629).
 */
final class Progress {

    /** How many outcomes are remembered; a power of two. */
    private static final int REMEMBERED = 1 << 14;

    private static final Outcome[] OUTCOMES = Outcome.values();

    private final byte[] outcomes = new byte[REMEMBERED];
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile long applied = -1;
    private long firstRemembered = Long.MAX_VALUE;
    private boolean closed;

    /** The offset of the last command applied, -1 where none is known. */
    long applied() {
        return applied;
    }

    /** Takes a position from a checkpoint or a changelog; never goes back. */
    void restored(long offset) {
        if (offset > applied) {
            // What became of these was seen elsewhere.
            firstRemembered = Long.MAX_VALUE;
            applied = offset;
            wakeWaiting();
        }
    }

    void applied(long offset, Outcome outcome) {
        outcomes[(int) offset & REMEMBERED - 1] = (byte) outcome.ordinal();
        if (firstRemembered == Long.MAX_VALUE) {
            firstRemembered = offset;
        }
        applied = offset;
        wakeWaiting();
    }

    private void wakeWaiting() {
        if (waiting.get() > 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Only while the caller keeps the writer out. */
    Optional<Outcome> outcome(long offset) {
        long first = Math.max(firstRemembered, applied - REMEMBERED + 1);
        return offset < first || offset > applied
                ? Optional.empty()
                : Optional.of(OUTCOMES[outcomes[(int) offset & REMEMBERED - 1]]);
    }

    /** Whether the offset was applied in the time given. False at once when the store closes. */
    boolean await(long offset, long nanos) throws InterruptedException {
        if (applied >= offset) {
            return true;
        }
        long start = System.nanoTime();
        waiting.incrementAndGet();
        try {
            synchronized (this) {
                while (applied < offset && !closed) {
                    long left = nanos - (System.nanoTime() - start);
                    if (left <= 0) {
                        return false;
                    }
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                }
            }
            return applied >= offset;
        } finally {
            waiting.decrementAndGet();
        }
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
