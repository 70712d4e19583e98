package dev.loop.topology.store;

import dev.loop.topology.question.CommandOutcome;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The commands that one partition has applied: the position of the last, and the outcomes of the latest ones. One
 * writer, any number of readers.
 *
 * <p>Kafka Streams keeps such a position itself only for queries of its second kind, which must not be used in 4.3.1
 * (KAFKA-19629).
 */
final class AppliedCommands {

    /** The number of outcomes that are remembered; a power of two. */
    private static final int REMEMBERED = 1 << 14;

    private static final CommandOutcome[] OUTCOMES = CommandOutcome.values();

    private final byte[] outcomes = new byte[REMEMBERED];
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile long applied = -1;
    private long firstRemembered = Long.MAX_VALUE;
    private boolean closed;

    /** Returns the offset of the last command applied, -1 if none is known. */
    long applied() {
        return applied;
    }

    /** Takes a position from a checkpoint or a changelog; never goes back. */
    void restored(long offset) {
        if (offset > applied) {
            // Another process saw the outcomes of these commands.
            firstRemembered = Long.MAX_VALUE;
            applied = offset;
            wakeWaiting();
        }
    }

    void applied(long offset, CommandOutcome outcome) {
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

    /** Returns the outcome of a command. The caller keeps the writer out. */
    Optional<CommandOutcome> outcome(long offset) {
        long first = Math.max(firstRemembered, applied - REMEMBERED + 1);
        return offset < first || offset > applied
                ? Optional.empty()
                : Optional.of(OUTCOMES[outcomes[(int) offset & REMEMBERED - 1]]);
    }

    /** Returns whether the offset was applied in the given time. Returns false at once when the store closes. */
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
