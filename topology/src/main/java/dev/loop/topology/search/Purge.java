package dev.loop.topology.search;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The removal of erased words from all files of an index, some time after the first of them was erased. It takes two
 * steps, since another thread rewrites the segments that have deletions.
 *
 * <p>Only the thread of the index uses it.
 */
final class Purge {

    /** The time after which erased words have left all files. */
    static final Duration USUAL_DELAY = Duration.ofMinutes(30);

    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final IndexedChanges index;
    private final long delayNanos;
    private boolean erased;
    private boolean running;
    private long dueAt;

    Purge(IndexedChanges index, Duration delay) {
        this.index = index;
        this.delayNanos = delay.toNanos();
    }

    /** Notes that the files hold words which have to leave them. */
    void erased() {
        if (!erased) {
            erased = true;
            dueAt = System.nanoTime() + delayNanos;
        }
    }

    boolean running() {
        return running;
    }

    /** Returns the time until {@link #advance} has to be called again. */
    long nanosLeft() {
        if (running) {
            return BETWEEN_LOOKS_NANOS;
        }
        return erased ? dueAt - System.nanoTime() : Long.MAX_VALUE;
    }

    void advance() throws IOException {
        if (running && !index.files().merging()) {
            index.commit();
            running = false;
        }
        if (erased && !running && System.nanoTime() >= dueAt) {
            erased = false;
            running = true;
            index.files().beginPurge();
        }
    }

    /** Forgets what was erased, since the files are empty. */
    void reset() {
        erased = false;
        running = false;
    }
}
