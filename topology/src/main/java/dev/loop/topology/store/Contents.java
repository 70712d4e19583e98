package dev.loop.topology.store;

import dev.loop.topology.search.TextIndex;
import dev.loop.topology.sentiment.CellTable;
import java.io.File;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contents of one partition while it is open, and the lock between its one writer and its readers.
 *
 * <p>The writer holds the lock for each change, readers for as long as they need one state of the whole: items, cells
 * and position are then of one moment. The words follow on a thread of their own, and answer for a moment that is asked
 * for.
 */
final class Contents {

    private static final Logger LOG = LoggerFactory.getLogger(Contents.class);
    private static final byte[] POSITION = {1};
    private static final byte[] SEAL = {2};

    private final String store;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile boolean open;
    private volatile @Nullable String damage;
    private volatile AppliedCommands commands = new AppliedCommands();
    private @Nullable Tables tables;
    private @Nullable CellTable cells;
    private @Nullable TextIndex text;

    /** @param store its name, for errors */
    Contents(String store) {
        this.store = store;
    }

    // ---- life ----

    /**
     * @param texts where the text index is
     * @param partitions how many share the memory
     */
    void open(File directory, File texts, StoreMemory memory, int partitions) {
        lock.writeLock().lock();
        try {
            damage = null;
            Tables opened = new Tables(directory, memory, this::damaged);
            tables = opened;
            cells = new CellTable(opened.cells(), memory.cellBytes(partitions));
            commands = new AppliedCommands();
            byte[] position = opened.get(Tables.Table.PROGRESS, POSITION);
            if (position != null) {
                commands.restored(number(position));
            }
            byte[] seal = opened.get(Tables.Table.PROGRESS, SEAL);
            text = TextIndex.open(
                    texts.toPath(),
                    seal == null ? OptionalLong.empty() : OptionalLong.of(number(seal)),
                    memory.textBytes(partitions),
                    new StoredText(this, opened));
            open = true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Writes out what is in memory and closes. The writer's thread calls this, so that nothing is written meanwhile.
     */
    void close() {
        // The thread of the index may be reading, so no lock is held while it ends.
        OptionalLong seal = closeText();
        lock.writeLock().lock();
        try {
            if (!open) {
                return;
            }
            open = false;
            commands.close();
            try (Tables closing = tables()) {
                if (damage != null) {
                    // A store that fails to close gets no checkpoint from Kafka Streams, and so is not trusted at the
                    // next start.
                    throw new ProcessorStateException("The store " + store + " is damaged: " + damage);
                }
                cells().flush();
                closing.put(Tables.Table.PROGRESS, POSITION, bytes(commands.applied()));
                if (seal.isPresent()) {
                    closing.put(Tables.Table.PROGRESS, SEAL, bytes(seal.getAsLong()));
                }
                closing.flush();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Closes the text index and returns the seal that it was given, if any: a number that no earlier one had. */
    private OptionalLong closeText() {
        TextIndex closing = text;
        if (!open || closing == null) {
            return OptionalLong.empty();
        }
        byte[] last = tables().get(Tables.Table.PROGRESS, SEAL);
        long seal = last == null ? 1 : number(last) + 1;
        return closing.close(seal) ? OptionalLong.of(seal) : OptionalLong.empty();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    /** Returns whether the contents can be read: open, and not known to be damaged. */
    boolean isOpen() {
        return open && damage == null;
    }

    private void damaged(String how) {
        if (damage == null) {
            damage = how;
            LOG.error("Store {} is damaged and is thrown away and made again from Kafka: {}", store, how);
            commands.close();
        }
    }

    /** Returns the damage found since the files were opened. */
    Optional<String> damage() {
        return Optional.ofNullable(damage);
    }

    // ---- access ----

    /** Sees one state of the whole. */
    <T> T reading(Supplier<T> read) {
        lock.readLock().lock();
        try {
            if (!isOpen()) {
                throw closed();
            }
            return read.get();
        } catch (ProcessorStateException failed) {
            // A failed read is answered with "not now", as for any partition that is being restored.
            throw damage == null ? failed : closed();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Reads as {@link #reading}, but fails if the tables were replaced since. */
    <T> T reading(Tables source, Supplier<T> read) {
        return reading(() -> {
            if (source != tables) {
                throw closed();
            }
            return read.get();
        });
    }

    /** Runs only while the contents are open; does nothing otherwise. */
    void whileOpen(Runnable read) {
        lock.readLock().lock();
        try {
            if (isOpen()) {
                read.run();
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Runs only while these tables are open; does nothing if they were replaced. */
    void whileOpen(Tables source, Runnable read) {
        whileOpen(() -> {
            if (source == tables) {
                read.run();
            }
        });
    }

    /** Changes something, on the one thread that may, when the text index has room for one more change. */
    void writing(Runnable write) {
        text().awaitRoom();
        lock.writeLock().lock();
        try {
            write.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    Tables tables() {
        return Objects.requireNonNull(tables);
    }

    CellTable cells() {
        return Objects.requireNonNull(cells);
    }

    AppliedCommands commands() {
        return commands;
    }

    TextIndex text() {
        TextIndex index = text;
        if (index == null) {
            throw closed();
        }
        return index;
    }

    InvalidStateStoreException closed() {
        return new InvalidStateStoreException(
                damage == null
                        ? "Store " + store + " is closed; it may have moved to another instance"
                        : "Store " + store + " was found damaged and is made again");
    }
}
