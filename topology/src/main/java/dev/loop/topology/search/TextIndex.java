package dev.loop.topology.search;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of the words of all items of one partition.
 *
 * <p>Invariant: once the index has taken in the changes up to a number, it holds what the store held after that change.
 * The store's writer numbers changes and queues them; a thread of the index takes them in; a search waits for the
 * number of the last change that it has to see. The writer therefore pays for a place in a queue, and any later search
 * finds a write. When the writer is faster than words can be indexed, changes wait in a file ({@link Backlog}), and the
 * thread leaves the processor to the writer for most of the time, unless somebody searches: counting comes first.
 *
 * <p>An index is never restored. An index that was closed in order bears a seal that the store knows ({@link
 * IndexFiles}), and the next start carries on with it. Otherwise the index is made again from the items, while the
 * store is already in use: a portion of items is read while the writer is kept out, and changes to items beyond the
 * last portion are left to the portion that will read them. When Kafka Streams deletes the store because a transaction
 * was aborted, it deletes the index too.
 *
 * <p>When the index fails (a full disk), counting goes on without it, and it is made again when that is possible.
 */
public final class TextIndex {

    private static final Logger LOG = LoggerFactory.getLogger(TextIndex.class);

    /** Items of a portion, for which the writer waits. */
    private static final int PORTION = 500;

    /** Changes that may wait in memory; more go to the file. */
    private static final int MOST_QUEUED = 8_192;

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

    /** A restore is over when fewer records than this come in that time. */
    private static final int QUIET_RECORDS = 500;

    private static final long QUIET_NANOS = Duration.ofMillis(100).toNanos();

    /** A writer that would wait longer than this gives the index up, to be made again: nothing may stop the count. */
    private static final long LONGEST_STALL_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long BEFORE_MAKING_AGAIN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long LONGEST_CLOSE_MILLIS = 30_000;

    /** The time for which a search waits for an index that is being made, before it says so. */
    private static final long WORTH_WAITING_NANOS = Duration.ofSeconds(2).toNanos();

    /** The time after which erased words have left all files. */
    static final Duration PURGE_AFTER = Duration.ofMinutes(30);

    private static final long LONGEST_LOOK_MILLIS = 50;

    private static final byte[] BEGINNING = {};

    private enum State {
        /** The index is empty and waits for the store to be restored. */
        EMPTY,
        /** The index takes in portion after portion. */
        BUILDING,
        /** The index holds all items. */
        WHOLE,
        /** The index cannot be written now. */
        FAILED
    }

    /**
     * @param position position of the command that caused the change
     * @param known whether the item existed before
     * @param after the item; null if it is gone, or if only {@code stored} is given
     */
    private record Change(
            long number,
            long position,
            boolean known,
            String id,
            @Nullable Feedback after,
            byte @Nullable [] stored) {}

    /** The last change, and the command that caused it; -1 for a command before the index was opened. */
    private record Reached(long number, long position) {
        static final Reached NOTHING = new Reached(-1, -1);
    }

    private final Path path;
    private final ItemSource source;
    private final long bufferBytes;
    private final long purgeNanos;
    private final int mostQueued;
    private final ItemDocument document = new ItemDocument();
    private final Thread thread;

    // Guarded by this.
    private Deque<Change> queue = new ArrayDeque<>();
    private final Backlog backlog;
    private long queuedCharacters;
    private boolean urgent;
    private boolean closing;
    private boolean givenUp;
    private long restored;
    private State state;
    private long takenIn;

    /** Number of the last change. Only the store's writer writes it. */
    private volatile long sequence;

    /** Tells whether the queue is in use at all; the writer reads this for every change. */
    private volatile boolean queueing;

    /** Tells whether the writer has to wait. */
    private volatile boolean full;

    private volatile @Nullable IndexFiles files;

    /**
     * Held for each change that is taken in, and to refresh: a search sees all of a change or nothing of it, and knows
     * which was the last. Fair, since the index's own thread would otherwise take it again before anybody else wakes
     * up.
     */
    private final ReentrantLock applying = new ReentrantLock(true);

    // Guarded by applying.
    private Reached applied = Reached.NOTHING;
    private Reached shown = Reached.NOTHING;

    // Only the index's thread uses these.
    private byte @Nullable [] cursor = BEGINNING;
    private volatile long built;
    private boolean erased;
    private boolean purging;
    private long purgeAt;

    /**
     * Opens the index of a store.
     *
     * @param seal the seal that the files must bear to be used
     * @param bufferBytes heap that the writer may use
     */
    public static TextIndex open(Path path, OptionalLong seal, long bufferBytes, ItemSource source) {
        return new TextIndex(path, seal, bufferBytes, source, PURGE_AFTER, MOST_QUEUED);
    }

    TextIndex(Path path, OptionalLong seal, long bufferBytes, ItemSource source, Duration purgeAfter, int mostQueued) {
        this.mostQueued = mostQueued;
        this.path = path;
        this.source = source;
        this.bufferBytes = bufferBytes;
        this.purgeNanos = purgeAfter.toNanos();
        this.backlog = new Backlog(path.resolveSibling(path.getFileName() + "-backlog"));
        State first = State.EMPTY;
        try {
            IndexFiles opened = IndexFiles.open(path, seal, bufferBytes);
            files = opened;
            if (opened.trusted()) {
                first = State.WHOLE;
                applied = new Reached(0, -1);
                cursor = null;
                if (opened.haveDeletions()) {
                    erased();
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("The text index in {} cannot be opened; it is tried again", path, e);
            first = State.FAILED;
        }
        state = first;
        queueing = first == State.WHOLE;
        thread = new Thread(
                this::run,
                "text-index-" + Objects.requireNonNull(path.getParent()).getFileName());
        thread.setDaemon(true);
        thread.start();
        IndexFiles opened = files;
        if (first == State.WHOLE && opened != null) {
            Thread check = new Thread(
                    () -> verify(opened),
                    "text-check-" + Objects.requireNonNull(path.getParent()).getFileName());
            check.setDaemon(true);
            check.start();
        }
    }

    // ---- the store's writer ----

    /** Waits while too many changes are queued. A writer calls this before a change, without holding a lock. */
    public void awaitRoom() {
        if (full) {
            awaitTaken();
        }
    }

    private synchronized void awaitTaken() {
        long giveUpAt = System.nanoTime() + LONGEST_STALL_NANOS;
        while (full && !closing) {
            long left = giveUpAt - System.nanoTime();
            if (left <= 0) {
                LOG.warn("The text index in {} does not keep up with what is written; it is made again", path);
                stopQueueing();
                givenUp = true;
                notifyAll();
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
    public void changed(@Nullable Feedback before, @Nullable Feedback after, byte @Nullable [] stored, long position) {
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
            if (state == State.WHOLE && (!room || !backlog.isEmpty())) {
                spill(new Backlog.Entry(number, position, before != null, either.getId(), stored));
                return;
            }
            queue.add(new Change(number, position, before != null, either.getId(), after, null));
            queuedCharacters += after == null ? 0 : after.getMessage().length();
            // The writer waits while the index is made: each change has to be seen between two portions.
            full = state != State.WHOLE && (queue.size() >= mostQueued || queuedCharacters >= MOST_QUEUED_CHARACTERS);
            if (queue.size() == 1 || queue.size() == WORTH_WAKING) {
                notifyAll();
            }
        }
    }

    private void spill(Backlog.Entry entry) {
        try {
            backlog.add(entry);
            full = backlog.bytes() >= MOST_SPILLED_BYTES;
        } catch (IOException e) {
            LOG.warn("What waits for the text index in {} cannot be written down; it is made again", path, e);
            stopQueueing();
            givenUp = true;
            notifyAll();
        }
    }

    /** Notes that items come from the changelog, so that the index is not made from them yet. */
    public synchronized void restoring(int records) {
        restored += records;
    }

    /** Returns the number of the last change. */
    public long sequence() {
        return sequence;
    }

    // ---- readers ----

    /**
     * Returns the index with all changes up to a number.
     *
     * @throws TextIndexBuildingException while the index does not hold all items
     * @throws InvalidStateStoreException once the index is closed
     */
    public Searching at(long number, Patience patience) {
        await(number, patience);
        IndexFiles open = files;
        try {
            if (open == null) {
                throw new AlreadyClosedException("closed");
            }
            applying.lock();
            try {
                if (shown.number() < number) {
                    open.refresh();
                    shown = applied;
                }
                DirectoryReader reader = open.acquire();
                return new Searching(reader, shown.number(), shown.position(), patience, this::damaged);
            } finally {
                applying.unlock();
            }
        } catch (AlreadyClosedException closed) {
            throw new InvalidStateStoreException("The text index is closed; it may have moved to another instance");
        } catch (IOException e) {
            damaged(e);
            throw new TextIndexBuildingException("The text index was found damaged and is being made again");
        }
    }

    /** Gives up an index whose files are damaged. It is made again from the items, which are in the store. */
    private synchronized void damaged(Throwable how) {
        if (state == State.WHOLE && !givenUp && !closing) {
            LOG.error("The text index in {} is damaged and is made again from the items: {}", path, how.toString());
            stopQueueing();
            givenUp = true;
            notifyAll();
        }
    }

    /** Lucene compares few checksums when it opens files, and none when it searches them. */
    private void verify(IndexFiles opened) {
        try {
            opened.checkIntegrity();
        } catch (IOException e) {
            damaged(e);
        } catch (AlreadyClosedException closed) {
            LOG.debug("The text index in {} was closed before it was looked through", path);
        }
    }

    /** Waits until all changes up to a number are taken in; fails as {@link #at} does. */
    public synchronized void await(long number, Patience patience) {
        long began = System.nanoTime();
        while (state != State.WHOLE || takenIn < number) {
            patience.check();
            if (closing) {
                throw new InvalidStateStoreException("The text index is closed; it may have moved to another instance");
            }
            if (state != State.WHOLE && System.nanoTime() - began > WORTH_WAITING_NANOS) {
                throw new TextIndexBuildingException(
                        state == State.FAILED
                                ? "The text index cannot be written now; see the log"
                                : "The text index is being made; it has " + built + " items so far");
            }
            urgent = true;
            notifyAll();
            try {
                wait(LONGEST_LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InvalidStateStoreException("Interrupted while waiting for the text index", e);
            }
        }
    }

    /** Returns how many changes the index is behind the store; all of them while it is being made. */
    public synchronized long behind() {
        return state == State.WHOLE ? sequence - takenIn : Math.max(1, sequence);
    }

    public long bytesOnDisk() {
        IndexFiles open = files;
        try {
            return open == null ? 0 : open.bytesOnDisk();
        } catch (IOException | AlreadyClosedException notNow) {
            return 0;
        }
    }

    // ---- life ----

    /**
     * Closes the index when all changes are taken in, and seals it.
     *
     * @return whether the index bears the seal; if not, it is made again after the next open
     */
    public boolean close(long seal) {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        boolean sealed = false;
        IndexFiles open = files;
        try {
            thread.join(LONGEST_CLOSE_MILLIS);
            if (!thread.isAlive() && state == State.WHOLE && open != null) {
                open.seal(seal);
                sealed = true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOG.warn("The text index in {} is made again at the next start: it could not be closed", path, e);
        }
        files = null;
        closeQuietly(open);
        synchronized (this) {
            clearBacklog();
        }
        return sealed;
    }

    private void closeQuietly(@Nullable IndexFiles open) {
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The text index in {} did not close", path, e);
        }
    }

    // ---- its own thread ----

    private void run() {
        while (true) {
            try {
                work();
                return;
            } catch (InvalidStateStoreException storeClosed) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.error("The text index in {} failed and is made again; counts go on without it", path, e);
                if (!fail()) {
                    return;
                }
            }
        }
    }

    /** Takes in changes until the index closes. */
    private void work() throws IOException {
        if (state == State.FAILED) {
            startOver();
        }
        if (state == State.EMPTY && !awaitRestored()) {
            return;
        }
        while (true) {
            if (state == State.BUILDING) {
                if (!build()) {
                    return;
                }
                continue;
            }
            Deque<Change> changes = take();
            if (changes.isEmpty()) {
                changes = takeSpilled();
            }
            long began = System.nanoTime();
            long written = sequence;
            for (Change change : changes) {
                apply(change);
            }
            if (!changes.isEmpty()) {
                takenIn(changes.getLast().number());
            }
            purge();
            if (sequence - written > changes.size() / 2) {
                letOthersWork(began);
            }
            synchronized (this) {
                if (givenUp) {
                    givenUp = false;
                    throw new IOException("It was given up, for a reason that the log has");
                }
                if (closing && queue.isEmpty() && backlog.isEmpty()) {
                    return;
                }
            }
        }
    }

    /** Waits until no more records come from the changelog. Returns false if the index closes first. */
    private synchronized boolean awaitRestored() {
        long before;
        do {
            before = restored;
            long until = System.nanoTime() + QUIET_NANOS;
            for (long left = QUIET_NANOS; left > 0 && !closing; left = until - System.nanoTime()) {
                waitFor(left);
            }
            if (closing) {
                return false;
            }
        } while (restored - before > QUIET_RECORDS);
        cursor = BEGINNING;
        built = 0;
        state = State.BUILDING;
        queueing = true;
        return true;
    }

    /** Takes in one portion, or the last. Returns false if the index closes. */
    private boolean build() throws IOException {
        byte[] from = Objects.requireNonNull(cursor);
        ItemSource.Portion portion = source.from(from, PORTION, this::sequence);
        // The portion reflects these already, unless they are of items before it.
        List<Change> later = new ArrayList<>();
        for (Change change : takeNow()) {
            if (change.number() <= portion.sequence()) {
                apply(change);
            } else {
                later.add(change);
            }
        }
        for (byte[] item : portion.items()) {
            write(source.decode(item));
        }
        built += portion.items().size();
        cursor = portion.next();
        for (Change change : later) {
            apply(change);
        }
        Change last = later.isEmpty() ? null : later.get(later.size() - 1);
        Reached reached = last == null
                ? new Reached(portion.sequence(), portion.position())
                : new Reached(last.number(), last.position());
        reached(reached);
        synchronized (this) {
            takenIn = Math.max(takenIn, reached.number());
            if (portion.next() == null) {
                state = State.WHOLE;
            }
            notifyAll();
            return !closing;
        }
    }

    private void apply(Change change) throws IOException {
        byte[] stored = change.stored();
        Feedback after = stored == null ? change.after() : source.decode(stored);
        applying.lock();
        try {
            apply(change, after);
            applied = new Reached(change.number(), change.position());
        } finally {
            applying.unlock();
        }
    }

    private void reached(Reached last) {
        applying.lock();
        try {
            applied = last;
        } finally {
            applying.unlock();
        }
    }

    private void apply(Change change, @Nullable Feedback after) throws IOException {
        if (change.known()) {
            writing().delete(change.id());
            if (after == null) {
                erased();
            }
        }
        byte[] reached = cursor;
        if (after != null && (reached == null || Arrays.compareUnsigned(source.key(after), reached) < 0)) {
            write(after);
        }
    }

    private void write(Feedback item) throws IOException {
        writing().add(document, item);
    }

    private IndexFiles writing() {
        IndexFiles open = files;
        if (open == null) {
            throw new AlreadyClosedException("The text index is closed");
        }
        return open;
    }

    private synchronized void takenIn(long number) {
        takenIn = number;
        notifyAll();
    }

    /** Returns everything queued once there is enough of it or somebody waits; nothing if other work is due. */
    private synchronized Deque<Change> take() {
        while (queue.isEmpty() && backlog.isEmpty() && !closing && !givenUp) {
            if (erased || purging) {
                long left = purging ? TimeUnit.SECONDS.toNanos(1) : purgeAt - System.nanoTime();
                if (left <= 0) {
                    return new ArrayDeque<>();
                }
                waitFor(left);
                if (purging) {
                    return takeNow();
                }
            } else {
                waitFor(Long.MAX_VALUE);
            }
        }
        long until = System.nanoTime() + GATHERING_NANOS;
        for (long left = GATHERING_NANOS;
                left > 0 && queue.size() < WORTH_WAKING && backlog.isEmpty() && !urgent && !closing && !givenUp;
                left = until - System.nanoTime()) {
            waitFor(left);
        }
        return takeNow();
    }

    private synchronized Deque<Change> takeNow() {
        Deque<Change> taken = queue;
        queue = new ArrayDeque<>();
        queuedCharacters = 0;
        full = false;
        urgent = false;
        notifyAll();
        return taken;
    }

    /** Returns what was queued after everything in memory. */
    private synchronized Deque<Change> takeSpilled() throws IOException {
        Deque<Change> taken = new ArrayDeque<>();
        for (Backlog.Entry entry : backlog.take()) {
            taken.add(new Change(entry.number(), entry.position(), entry.known(), entry.id(), null, entry.stored()));
        }
        full = backlog.bytes() >= MOST_SPILLED_BYTES;
        notifyAll();
        return taken;
    }

    /** Rests for a while, unless somebody searches or too much waits. */
    private synchronized void letOthersWork(long began) {
        long until = System.nanoTime() + (System.nanoTime() - began) * RESTS;
        while (!backlog.isEmpty() && backlog.bytes() < MANY_SPILLED_BYTES && !urgent && !closing && !givenUp) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return;
            }
            waitFor(left);
        }
    }

    private void erased() {
        if (!erased) {
            erased = true;
            purgeAt = System.nanoTime() + purgeNanos;
        }
    }

    /** Purges in two steps, since another thread rewrites the segments that have deletions. */
    private void purge() throws IOException {
        if (purging && !writing().merging()) {
            applying.lock();
            try {
                writing().commitUnsealed();
                shown = applied;
            } finally {
                applying.unlock();
            }
            purging = false;
        }
        if (erased && !purging && System.nanoTime() >= purgeAt) {
            erased = false;
            purging = true;
            writing().beginPurge();
        }
    }

    private synchronized void stopQueueing() {
        queueing = false;
        clearBacklog();
        queue = new ArrayDeque<>();
        queuedCharacters = 0;
        full = false;
    }

    private void clearBacklog() {
        try {
            backlog.clear();
        } catch (IOException e) {
            LOG.warn("What waited for the text index in {} is still on disk", path, e);
        }
    }

    /** Stops all work for a while. Returns false if the index closes. */
    private boolean fail() {
        synchronized (this) {
            state = State.FAILED;
            stopQueueing();
            givenUp = false;
            notifyAll();
            long until = System.nanoTime() + BEFORE_MAKING_AGAIN_NANOS;
            for (long left = BEFORE_MAKING_AGAIN_NANOS; left > 0 && !closing; left = until - System.nanoTime()) {
                waitFor(left);
            }
            return !closing;
        }
    }

    private void startOver() throws IOException {
        IndexFiles before = files;
        files = null;
        closeQuietly(before);
        IndexFiles.delete(path);
        files = IndexFiles.open(path, OptionalLong.empty(), bufferBytes);
        erased = false;
        purging = false;
        applying.lock();
        try {
            applied = Reached.NOTHING;
            shown = Reached.NOTHING;
        } finally {
            applying.unlock();
        }
        synchronized (this) {
            state = State.EMPTY;
        }
    }

    /** Waits on the index's own thread. */
    private void waitFor(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; closing the index ends it.
            LOG.debug("Interrupted", e);
        }
    }
}
