package dev.loop.topology.search;

import dev.loop.schemas.avro.Feedback;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes on their way from the store's writer to the thread of the index.
 *
 * <p>The writer pays for a place in a queue and no more. When it is faster than words can be indexed, changes wait in a
 * file ({@link SpillFile}), and the thread leaves the processor to the writer for most of the time, unless somebody
 * searches: counting comes first. While the index is being made there is no file, and the writer waits for room.
 *
 * <p>Its monitor also guards the state of the index, since writers, searches and the thread of the index wait for
 * either.
 */
final class ChangeQueue {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeQueue.class);

    /** Changes that may wait in memory; more go to the file. */
    static final int MOST_QUEUED = 8_192;

    private static final long MOST_QUEUED_CHARACTERS = 2 << 20;

    /**
     * Limits of the file. Beyond the first the index no longer yields to others; beyond the second the writer waits.
     */
    private static final long MANY_SPILLED_BYTES = 256L << 20;

    private static final long MOST_SPILLED_BYTES = 1L << 30;

    /** The index rests this many times as long as it worked, while the writer is busy and the file is not too large. */
    private static final int RESTS = 4;

    /** This many waiting changes, or this time since the first of them, wake the index. */
    private static final int WORTH_WAKING = 256;

    private static final long GATHERING_NANOS = Duration.ofMillis(20).toNanos();

    /** A writer that would wait longer than this gives the index up, to be made again: nothing may stop the count. */
    private static final long LONGEST_STALL_NANOS = Duration.ofSeconds(5).toNanos();

    /**
     * @param position position of the command that caused the change
     * @param known whether the item existed before
     * @param after the item; null if it is gone, or if only {@code stored} is given
     */
    record Change(
            long number,
            long position,
            boolean known,
            String id,
            @Nullable Feedback after,
            byte @Nullable [] stored) {

        boolean erases() {
            return known && after == null && stored == null;
        }
    }

    private final Path index;
    private final int mostQueued;
    private final SpillFile spilled;

    // Guarded by this.
    private Deque<Change> queue = new ArrayDeque<>();
    private long queuedCharacters;
    private boolean spilling;
    private boolean urgent;
    private boolean closing;
    private boolean givenUp;

    /** Number of the last change. Only the store's writer writes it. */
    private volatile long sequence;

    /** Tells whether the queue is in use at all; the writer reads this for every change. */
    private volatile boolean queueing;

    /** Tells whether the writer has to wait. */
    private volatile boolean full;

    /** @param index path of the index; the file of waiting changes is beside it */
    ChangeQueue(Path index, int mostQueued) {
        this.index = index;
        this.mostQueued = mostQueued;
        this.spilled = new SpillFile(index.resolveSibling(index.getFileName() + "-backlog"));
    }

    // ---- the store's writer ----

    /** Waits while too many changes are queued. A writer calls this before a change, without holding a lock. */
    void awaitRoom() {
        if (full) {
            awaitTaken();
        }
    }

    private synchronized void awaitTaken() {
        long giveUpAt = System.nanoTime() + LONGEST_STALL_NANOS;
        while (full && !closing) {
            long left = giveUpAt - System.nanoTime();
            if (left <= 0) {
                LOG.warn("The text index in {} does not keep up with what is written; it is made again", index);
                giveUp();
                return;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /**
     * Notes a change, in the order of the changes and before any reader can see the next one.
     *
     * @param before null for a new item
     * @param after null if the item is gone
     * @param stored the bytes of {@code after} in the store
     * @param position position of the command that caused the change
     */
    void changed(@Nullable Feedback before, @Nullable Feedback after, byte @Nullable [] stored, long position) {
        long number = sequence + 1;
        sequence = number;
        if (!queueing) {
            return;
        }
        Feedback either = Objects.requireNonNull(after == null ? before : after);
        synchronized (this) {
            if (!queueing) {
                return;
            }
            boolean room = queue.size() < mostQueued && queuedCharacters < MOST_QUEUED_CHARACTERS;
            if (spilling && (!room || !spilled.isEmpty())) {
                spill(new SpillFile.Entry(number, position, before != null, either.getId(), stored));
                return;
            }
            queue.add(new Change(number, position, before != null, either.getId(), after, null));
            queuedCharacters += after == null ? 0 : after.getMessage().length();
            // The writer waits while the index is made: each change has to be seen between two portions.
            full = !spilling && (queue.size() >= mostQueued || queuedCharacters >= MOST_QUEUED_CHARACTERS);
            if (queue.size() == 1 || queue.size() == WORTH_WAKING) {
                notifyAll();
            }
        }
    }

    private void spill(SpillFile.Entry entry) {
        try {
            spilled.add(entry);
            full = spilled.bytes() >= MOST_SPILLED_BYTES;
        } catch (IOException e) {
            LOG.warn("What waits for the text index in {} cannot be written down; it is made again", index, e);
            giveUp();
        }
    }

    /** Returns the number of the last change. */
    long sequence() {
        return sequence;
    }

    // ---- the index ----

    /** Accepts changes from now on; the writer waits while there is no room. */
    synchronized void accept() {
        queueing = true;
        spilling = false;
    }

    /** Lets changes without room wait in the file from now on, since the index holds all items. */
    synchronized void allowSpilling() {
        spilling = true;
    }

    /** Lets go of everything queued; later changes only count until changes are accepted again. */
    synchronized void reset() {
        queueing = false;
        discardSpilled();
        queue = new ArrayDeque<>();
        queuedCharacters = 0;
        full = false;
        givenUp = false;
        notifyAll();
    }

    /** Tells the thread of the index that changes are lost, and that the index has to be made again. */
    synchronized void giveUp() {
        reset();
        givenUp = true;
    }

    synchronized boolean givenUp() {
        return givenUp;
    }

    /** Tells the thread of the index that somebody waits for what is queued. */
    synchronized void hurry() {
        urgent = true;
        notifyAll();
    }

    /** Lets the thread of the index take what is queued, and end. */
    synchronized void close() {
        closing = true;
        notifyAll();
    }

    synchronized boolean closing() {
        return closing;
    }

    synchronized void discardSpilled() {
        try {
            spilled.clear();
        } catch (IOException e) {
            LOG.warn("What waited for the text index in {} is still on disk", index, e);
        }
    }

    // ---- the thread of the index ----

    /** Returns everything queued once there is enough of it or somebody waits; nothing if a purge is due. */
    synchronized Deque<Change> take(Purge purge) {
        while (queue.isEmpty() && spilled.isEmpty() && !closing && !givenUp) {
            long left = purge.nanosLeft();
            if (left <= 0) {
                return new ArrayDeque<>();
            }
            waitFor(left);
            if (purge.running()) {
                return takeNow();
            }
        }
        long until = System.nanoTime() + GATHERING_NANOS;
        for (long left = GATHERING_NANOS;
                left > 0 && queue.size() < WORTH_WAKING && spilled.isEmpty() && !urgent && !closing && !givenUp;
                left = until - System.nanoTime()) {
            waitFor(left);
        }
        return takeNow();
    }

    synchronized Deque<Change> takeNow() {
        Deque<Change> taken = queue;
        queue = new ArrayDeque<>();
        queuedCharacters = 0;
        full = false;
        urgent = false;
        notifyAll();
        return taken;
    }

    /** Returns what was queued after everything in memory. */
    synchronized Deque<Change> takeSpilled() throws IOException {
        Deque<Change> taken = new ArrayDeque<>();
        for (SpillFile.Entry entry : spilled.take()) {
            taken.add(new Change(entry.number(), entry.position(), entry.known(), entry.id(), null, entry.stored()));
        }
        full = spilled.bytes() >= MOST_SPILLED_BYTES;
        notifyAll();
        return taken;
    }

    /** Rests for a while, unless somebody searches or too much waits. */
    synchronized void letOthersWork(long began) {
        long until = System.nanoTime() + (System.nanoTime() - began) * RESTS;
        while (!spilled.isEmpty() && spilled.bytes() < MANY_SPILLED_BYTES && !urgent && !closing && !givenUp) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return;
            }
            waitFor(left);
        }
    }

    /**
     * Returns whether the queue is closed and everything was taken.
     *
     * @throws IOException once after the index was given up
     */
    synchronized boolean drained() throws IOException {
        if (givenUp) {
            givenUp = false;
            throw new IOException("It was given up, for a reason that the log has");
        }
        return closing && queue.isEmpty() && spilled.isEmpty();
    }

    /** Waits for a time. Returns false if the queue is closed before. */
    synchronized boolean rest(long nanos) {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !closing; left = until - System.nanoTime()) {
            waitFor(left);
        }
        return !closing;
    }

    private void waitFor(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; closing the index ends it.
            LOG.debug("Interrupted", e);
        }
    }
}
