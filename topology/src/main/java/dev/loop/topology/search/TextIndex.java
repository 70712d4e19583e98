package dev.loop.topology.search;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.ReadBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of the words of all items of one partition.
 *
 * <p>Invariant: once the index has taken in the changes up to a number, it holds what the store held after that change.
 * The store's writer numbers changes and queues them ({@link ChangeQueue}); a thread of the index takes them in ({@link
 * IndexedChanges}); a search waits for the number of the last change that it has to see. Any later search therefore
 * finds a write.
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

    /** A restore is over when fewer records than this come in that time. */
    private static final int QUIET_RECORDS = 500;

    private static final long QUIET_NANOS = Duration.ofMillis(100).toNanos();
    private static final long BEFORE_MAKING_AGAIN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long LONGEST_CLOSE_MILLIS = 30_000;

    /** The time for which a search waits for an index that is being made, before it says so. */
    private static final long WORTH_WAITING_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long LONGEST_LOOK_MILLIS = 50;

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

    private final Path path;
    private final ChangeQueue changes;
    private final IndexedChanges indexed;
    private final Purge purge;
    private final Thread thread;

    // Guarded by changes.
    private State state;
    private long restored;
    private long takenIn;

    private volatile long built;

    /**
     * Opens the index of a store.
     *
     * @param seal the seal that the files must bear to be used
     * @param bufferBytes heap that the writer may use
     */
    public static TextIndex open(Path path, OptionalLong seal, long bufferBytes, ItemSource source) {
        return new TextIndex(path, seal, bufferBytes, source, Purge.USUAL_DELAY, ChangeQueue.MOST_QUEUED);
    }

    TextIndex(Path path, OptionalLong seal, long bufferBytes, ItemSource source, Duration purgeAfter, int mostQueued) {
        this.path = path;
        this.changes = new ChangeQueue(path, mostQueued);
        this.indexed = new IndexedChanges(path, source, bufferBytes);
        this.purge = new Purge(indexed, purgeAfter);
        state = open(seal);
        thread = thread("text-index-", this::run);
        if (state == State.WHOLE) {
            IndexFiles opened = indexed.files();
            thread("text-check-", () -> verify(opened)).start();
        }
        thread.start();
    }

    private State open(OptionalLong seal) {
        try {
            if (!indexed.open(seal)) {
                return State.EMPTY;
            }
            if (indexed.files().haveDeletions()) {
                purge.erased();
            }
            changes.accept();
            changes.allowSpilling();
            return State.WHOLE;
        } catch (IOException | RuntimeException e) {
            LOG.error("The text index in {} cannot be opened; it is tried again", path, e);
            return State.FAILED;
        }
    }

    private Thread thread(String name, Runnable work) {
        Thread made =
                new Thread(work, name + Objects.requireNonNull(path.getParent()).getFileName());
        made.setDaemon(true);
        return made;
    }

    // ---- the store's writer ----

    /** Waits while too many changes are queued. A writer calls this before a change, without holding a lock. */
    public void awaitRoom() {
        changes.awaitRoom();
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
        changes.changed(before, after, stored, position);
    }

    /** Notes that items come from the changelog, so that the index is not made from them yet. */
    public void restoring(int records) {
        synchronized (changes) {
            restored += records;
        }
    }

    /** Returns the number of the last change. */
    public long sequence() {
        return changes.sequence();
    }

    // ---- readers ----

    /**
     * Returns the index with all changes up to a number.
     *
     * @throws TextIndexBuildingException while the index does not hold all items
     * @throws InvalidStateStoreException once the index is closed
     */
    public Searching at(long number, ReadBudget budget) {
        await(number, budget);
        try {
            return indexed.at(number, budget, this::damaged);
        } catch (AlreadyClosedException closed) {
            throw new InvalidStateStoreException("The text index is closed; it may have moved to another instance");
        } catch (IOException e) {
            damaged(e);
            throw new TextIndexBuildingException("The text index was found damaged and is being made again");
        }
    }

    /** Gives up an index whose files are damaged. It is made again from the items, which are in the store. */
    private void damaged(Throwable how) {
        synchronized (changes) {
            if (state == State.WHOLE && !changes.givenUp() && !changes.closing()) {
                LOG.error("The text index in {} is damaged and is made again from the items: {}", path, how.toString());
                changes.giveUp();
            }
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
    public void await(long number, ReadBudget budget) {
        long began = System.nanoTime();
        synchronized (changes) {
            while (state != State.WHOLE || takenIn < number) {
                budget.check();
                if (changes.closing()) {
                    throw new InvalidStateStoreException(
                            "The text index is closed; it may have moved to another instance");
                }
                if (state != State.WHOLE && System.nanoTime() - began > WORTH_WAITING_NANOS) {
                    throw new TextIndexBuildingException(
                            state == State.FAILED
                                    ? "The text index cannot be written now; see the log"
                                    : "The text index is being made; it has " + built + " items so far");
                }
                changes.hurry();
                try {
                    changes.wait(LONGEST_LOOK_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InvalidStateStoreException("Interrupted while waiting for the text index", e);
                }
            }
        }
    }

    /** Returns how many changes the index is behind the store; all of them while it is being made. */
    public long behind() {
        synchronized (changes) {
            return state == State.WHOLE ? sequence() - takenIn : Math.max(1, sequence());
        }
    }

    public long bytesOnDisk() {
        return indexed.bytesOnDisk();
    }

    // ---- life ----

    /**
     * Closes the index when all changes are taken in, and seals it.
     *
     * @return whether the index bears the seal; if not, it is made again after the next open
     */
    public boolean close(long seal) {
        changes.close();
        boolean sealed = false;
        try {
            thread.join(LONGEST_CLOSE_MILLIS);
            if (!thread.isAlive() && state == State.WHOLE) {
                indexed.files().seal(seal);
                sealed = true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOG.warn("The text index in {} is made again at the next start: it could not be closed", path, e);
        }
        indexed.close();
        changes.discardSpilled();
        return sealed;
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
        while (state == State.BUILDING) {
            if (!build()) {
                return;
            }
        }
        do {
            Deque<ChangeQueue.Change> taken = changes.take(purge);
            if (taken.isEmpty()) {
                taken = changes.takeSpilled();
            }
            long began = System.nanoTime();
            long written = sequence();
            for (ChangeQueue.Change change : taken) {
                apply(change);
            }
            if (!taken.isEmpty()) {
                takenIn(taken.getLast().number());
            }
            purge.advance();
            if (sequence() - written > taken.size() / 2) {
                changes.letOthersWork(began);
            }
        } while (!changes.drained());
    }

    /** Waits until no more records come from the changelog. Returns false if the index closes first. */
    private boolean awaitRestored() {
        synchronized (changes) {
            long before;
            do {
                before = restored;
                if (!changes.rest(QUIET_NANOS)) {
                    return false;
                }
            } while (restored - before > QUIET_RECORDS);
            built = 0;
            state = State.BUILDING;
            changes.accept();
            return true;
        }
    }

    /** Takes in one portion, or the last. Returns false if the index closes. */
    private boolean build() throws IOException {
        ItemSource.Portion portion = indexed.next(PORTION, changes);
        // The portion reflects these already, unless they are of items before it.
        List<ChangeQueue.Change> later = new ArrayList<>();
        for (ChangeQueue.Change change : changes.takeNow()) {
            if (change.number() <= portion.sequence()) {
                apply(change);
            } else {
                later.add(change);
            }
        }
        indexed.add(portion);
        built += portion.items().size();
        for (ChangeQueue.Change change : later) {
            apply(change);
        }
        long reached = portion.sequence();
        if (later.isEmpty()) {
            indexed.reached(reached, portion.position());
        } else {
            reached = later.get(later.size() - 1).number();
        }
        synchronized (changes) {
            takenIn = Math.max(takenIn, reached);
            if (portion.next() == null) {
                state = State.WHOLE;
                changes.allowSpilling();
            }
            changes.notifyAll();
            return !changes.closing();
        }
    }

    private void apply(ChangeQueue.Change change) throws IOException {
        indexed.apply(change);
        if (change.erases()) {
            purge.erased();
        }
    }

    private void takenIn(long number) {
        synchronized (changes) {
            takenIn = number;
            changes.notifyAll();
        }
    }

    /** Stops all work for a while. Returns false if the index closes. */
    private boolean fail() {
        synchronized (changes) {
            state = State.FAILED;
            changes.reset();
            return changes.rest(BEFORE_MAKING_AGAIN_NANOS);
        }
    }

    private void startOver() throws IOException {
        indexed.startOver();
        purge.reset();
        synchronized (changes) {
            state = State.EMPTY;
        }
    }
}
