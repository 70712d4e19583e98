package dev.loop.topology.search;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.ReadBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of an index, and the last change that they hold.
 *
 * <p>Invariant: a search sees all of a change or nothing of it, and knows which was the last.
 */
final class IndexedChanges {

    private static final Logger LOG = LoggerFactory.getLogger(IndexedChanges.class);
    private static final byte[] BEGINNING = {};

    /** The last change, and the command that caused it; -1 for a command before the index was opened. */
    private record Reached(long number, long position) {
        static final Reached NOTHING = new Reached(-1, -1);
    }

    private final Path path;
    private final ItemSource source;
    private final long bufferBytes;
    private final ItemDocument document = new ItemDocument();

    private volatile @Nullable IndexFiles files;

    /**
     * Held for each change that is taken in, and to refresh. Fair, since the index's own thread would otherwise take it
     * again before anybody else wakes up.
     */
    private final ReentrantLock applying = new ReentrantLock(true);

    // Guarded by applying.
    private Reached applied = Reached.NOTHING;
    private Reached shown = Reached.NOTHING;

    /**
     * Items from this key on are left to the portion that will hold them; null once all items are in. Only the thread
     * of the index uses it.
     */
    private byte @Nullable [] cursor = BEGINNING;

    IndexedChanges(Path path, ItemSource source, long bufferBytes) {
        this.path = path;
        this.source = source;
        this.bufferBytes = bufferBytes;
    }

    /** Opens the files, and returns whether they hold all items since they bear the seal; they are empty otherwise. */
    boolean open(OptionalLong seal) throws IOException {
        IndexFiles opened = IndexFiles.open(path, seal, bufferBytes);
        files = opened;
        if (opened.trusted()) {
            applied = new Reached(0, -1);
            cursor = null;
        }
        return opened.trusted();
    }

    /** Throws the files away and opens empty ones. */
    void startOver() throws IOException {
        close();
        IndexFiles.delete(path);
        files = IndexFiles.open(path, OptionalLong.empty(), bufferBytes);
        cursor = BEGINNING;
        applying.lock();
        try {
            applied = Reached.NOTHING;
            shown = Reached.NOTHING;
        } finally {
            applying.unlock();
        }
    }

    /** @throws AlreadyClosedException if there are none */
    IndexFiles files() {
        IndexFiles open = files;
        if (open == null) {
            throw new AlreadyClosedException("The text index is closed");
        }
        return open;
    }

    // ---- the thread of the index ----

    /** Returns the next items that an index which is being made has to hold. */
    ItemSource.Portion next(int most, ChangeQueue changes) {
        return source.from(Objects.requireNonNull(cursor), most, changes::sequence);
    }

    void add(ItemSource.Portion portion) throws IOException {
        for (byte[] item : portion.items()) {
            files().add(document, source.decode(item));
        }
        cursor = portion.next();
    }

    void apply(ChangeQueue.Change change) throws IOException {
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

    private void apply(ChangeQueue.Change change, @Nullable Feedback after) throws IOException {
        if (change.known()) {
            files().delete(change.id());
        }
        byte[] reached = cursor;
        if (after != null && (reached == null || Arrays.compareUnsigned(source.key(after), reached) < 0)) {
            files().add(document, after);
        }
    }

    /** Notes that the files hold all changes up to this one, without any of their own. */
    void reached(long number, long position) {
        applying.lock();
        try {
            applied = new Reached(number, position);
        } finally {
            applying.unlock();
        }
    }

    /** Releases the files that only an older state needs. */
    void commit() throws IOException {
        applying.lock();
        try {
            files().commitUnsealed();
            shown = applied;
        } finally {
            applying.unlock();
        }
    }

    // ---- readers ----

    /**
     * Returns what the files hold now, which is refreshed if it is older than a change.
     *
     * @param damaged called if the files cannot be read as they were written
     */
    Searching at(long number, ReadBudget budget, Consumer<Throwable> damaged) throws IOException {
        IndexFiles open = files();
        applying.lock();
        try {
            if (shown.number() < number) {
                open.refresh();
                shown = applied;
            }
            return new Searching(open.acquire(), shown.number(), shown.position(), budget, damaged);
        } finally {
            applying.unlock();
        }
    }

    long bytesOnDisk() {
        IndexFiles open = files;
        try {
            return open == null ? 0 : open.bytesOnDisk();
        } catch (IOException | AlreadyClosedException notNow) {
            return 0;
        }
    }

    void close() {
        IndexFiles open = files;
        files = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The text index in {} did not close", path, e);
        }
    }
}
