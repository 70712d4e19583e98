package dev.loop.topology.store;

import dev.loop.topology.sentiment.CellBytes;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.HashLinkedListMemTableConfig;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The RocksDB of one partition, with a column family for each part of the store. There is no write-ahead log: after a
 * crash Kafka Streams throws the directory away and restores from the changelog.
 */
final class Tables implements AutoCloseable {

    /** A part of the store. */
    enum Table {
        /** id → where the item is, or that it was erased. */
        ITEM_IDS,
        /** {@link TimeKey} → the item. */
        FEEDBACK_BY_TIME,
        /** Series and pages of cells. */
        SENTIMENT_CELLS,
        /** The progress of the store: its position and its seal. */
        PROGRESS
    }

    private static final List<CompressionType> SETTLED = List.of(
            CompressionType.NO_COMPRESSION,
            CompressionType.NO_COMPRESSION,
            CompressionType.LZ4_COMPRESSION,
            CompressionType.LZ4_COMPRESSION,
            CompressionType.LZ4_COMPRESSION,
            CompressionType.LZ4_COMPRESSION,
            CompressionType.LZ4_COMPRESSION);

    /** Longer ids that begin alike share a place in the hash table. */
    private static final int LONGEST_ID = 64;

    private final RocksDB db;
    private final DBOptions options;
    private final List<ColumnFamilyOptions> familyOptions = new ArrayList<>();
    private final List<ColumnFamilyHandle> families = new ArrayList<>();
    private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
    private final Consumer<String> damaged;
    private final BloomFilter bloom = new BloomFilter(10, false);

    /** @param damaged called when bytes on disk differ from those that were written */
    Tables(File directory, StoreMemory memory, Consumer<String> damaged) {
        this.damaged = damaged;
        options = new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setWriteBufferManager(memory.writeBuffers())
                // The hash table of ids takes one writer only, and there is one.
                .setAllowConcurrentMemtableWrite(false)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(256)
                .setKeepLogFileNum(1)
                .setInfoLogLevel(org.rocksdb.InfoLogLevel.ERROR_LEVEL)
                .setAvoidFlushDuringShutdown(false);
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        // RocksDB insists on a family of this name.
        descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family(memory)));
        for (Table table : Table.values()) {
            ColumnFamilyOptions family = table == Table.ITEM_IDS ? lookedUp(family(memory)) : family(memory);
            descriptors.add(new ColumnFamilyDescriptor(table.name().getBytes(StandardCharsets.US_ASCII), family));
        }
        try {
            Files.createDirectories(directory.toPath());
            db = RocksDB.open(options, directory.getAbsolutePath(), descriptors, families);
        } catch (RocksDBException | IOException e) {
            throw new ProcessorStateException("Cannot open the store in " + directory + ": " + e.getMessage(), e);
        }
    }

    private ColumnFamilyOptions family(StoreMemory memory) {
        ColumnFamilyOptions family = new ColumnFamilyOptions()
                .setWriteBufferSize(32L << 20)
                .setMaxWriteBufferNumber(3)
                // Most ids that are asked for are new: a filter says so without a walk through the buffer.
                .setMemtablePrefixBloomSizeRatio(0.05)
                .setMemtableWholeKeyFiltering(true)
                // Young data is soon written again; only settled data is worth compressing.
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setCompressionPerLevel(SETTLED)
                .setLevel0FileNumCompactionTrigger(6)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(memory.blocks())
                        .setBlockSize(8 << 10)
                        .setFilterPolicy(bloom)
                        .setCacheIndexAndFilterBlocks(true)
                        .setPinL0FilterAndIndexBlocksInCache(true));
        familyOptions.add(family);
        return family;
    }

    /** Sets a table up that is never walked through: its keys go to a hash table, at half the price of a skip list. */
    private static ColumnFamilyOptions lookedUp(ColumnFamilyOptions family) {
        return family.useCappedPrefixExtractor(LONGEST_ID).setMemTableConfig(new HashLinkedListMemTableConfig());
    }

    private ColumnFamilyHandle family(Table table) {
        return families.get(table.ordinal() + 1);
    }

    byte @Nullable [] get(Table table, byte[] key) {
        try {
            return db.get(family(table), key);
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /**
     * Reads as {@link #get}, for keys that are mostly missing: RocksDB's Java binding tells that a key is missing by a
     * C++ exception inside, which costs more than the look-up and makes threads wait for one another. The filters say
     * so for nothing.
     */
    byte @Nullable [] find(Table table, byte[] key) {
        return db.keyMayExist(family(table), key, null) ? get(table, key) : null;
    }

    void put(Table table, byte[] key, byte[] value) {
        try {
            db.put(family(table), unlogged, key, value);
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
    }

    /** Writes several changes, which readers see together or not at all. */
    void write(Batch batch) {
        try {
            db.write(unlogged, batch.writes);
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
    }

    Batch batch() {
        return new Batch();
    }

    /** Changes that are not written yet. */
    final class Batch implements AutoCloseable {
        private final WriteBatch writes = new WriteBatch();

        void put(Table table, byte[] key, byte[] value) {
            try {
                writes.put(family(table), key, value);
            } catch (RocksDBException e) {
                throw failed("write", e);
            }
        }

        void delete(Table table, byte[] key) {
            try {
                writes.delete(family(table), key);
            } catch (RocksDBException e) {
                throw failed("write", e);
            }
        }

        void clear() {
            writes.clear();
        }

        @Override
        public void close() {
            writes.close();
        }
    }

    Snapshot snapshot() {
        return db.getSnapshot();
    }

    void release(Snapshot snapshot) {
        db.releaseSnapshot(snapshot);
    }

    /** Looks at one entry after another; a false answer ends the scan. */
    interface Visitor {
        boolean visit(byte[] key, byte[] value);
    }

    /** Visits entries from {@code from} (inclusive) to {@code to} (exclusive), in the order of the keys. */
    void scan(Table table, @Nullable Snapshot snapshot, byte[] from, byte[] to, Visitor visitor) {
        try (Slice end = new Slice(to);
                ReadOptions read = new ReadOptions().setIterateUpperBound(end).setReadaheadSize(0)) {
            if (snapshot != null) {
                read.setSnapshot(snapshot);
            }
            try (RocksIterator entries = db.newIterator(family(table), read)) {
                for (entries.seek(from); entries.isValid(); entries.next()) {
                    if (!visitor.visit(entries.key(), entries.value())) {
                        return;
                    }
                }
                check(entries);
            }
        }
    }

    /** Returns the last key below {@code to} and not below {@code from}. */
    byte @Nullable [] lastKey(Table table, byte[] from, byte[] to) {
        try (ReadOptions read = new ReadOptions();
                RocksIterator entries = db.newIterator(family(table), read)) {
            entries.seekForPrev(to);
            if (entries.isValid() && Arrays.equals(entries.key(), to)) {
                entries.prev();
            }
            check(entries);
            return entries.isValid() && Arrays.compareUnsigned(entries.key(), from) >= 0 ? entries.key() : null;
        }
    }

    private void check(RocksIterator entries) {
        try {
            entries.status();
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** Returns the first key after all that begin with a prefix. */
    static byte[] after(byte[] prefix) {
        byte[] next = prefix.clone();
        for (int i = next.length - 1; i >= 0; i--) {
            if (++next[i] != 0) {
                return Arrays.copyOf(next, i + 1);
            }
        }
        throw new IllegalArgumentException("No key sorts after one of only 0xFF bytes");
    }

    /** Returns a view of the table of cells that {@code CellTable} writes to. */
    CellBytes cells() {
        return new CellBytes() {
            @Override
            public byte @Nullable [] get(byte[] key) {
                return Tables.this.find(Table.SENTIMENT_CELLS, key);
            }

            @Override
            public void put(byte[] key, byte[] value) {
                Tables.this.put(Table.SENTIMENT_CELLS, key, value);
            }

            @Override
            public void forEach(byte[] prefix, BiConsumer<byte[], byte[]> action) {
                scan(Table.SENTIMENT_CELLS, null, prefix, after(prefix), (key, value) -> {
                    action.accept(key, value);
                    return true;
                });
            }
        };
    }

    /** Returns RocksDB's own estimate of how many keys a table has. */
    long estimatedKeys(Table table) {
        return property(table, "rocksdb.estimate-num-keys");
    }

    long bytesOnDisk() {
        return Arrays.stream(Table.values())
                .mapToLong(t -> property(t, "rocksdb.total-sst-files-size"))
                .sum();
    }

    private long property(Table table, String name) {
        try {
            return db.getLongProperty(family(table), name);
        } catch (RocksDBException e) {
            throw failed("ask", e);
        }
    }

    void flush() {
        try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
            db.flush(wait, families);
        } catch (RocksDBException e) {
            throw failed("flush", e);
        }
    }

    @Override
    public void close() {
        families.forEach(ColumnFamilyHandle::close);
        db.close();
        options.close();
        familyOptions.forEach(ColumnFamilyOptions::close);
        unlogged.close();
        bloom.close();
    }

    private ProcessorStateException failed(String what, RocksDBException cause) {
        if (StoreDamage.is(cause)) {
            damaged.accept(String.valueOf(cause.getMessage()));
        }
        return new ProcessorStateException("RocksDB could not " + what + ": " + cause.getMessage(), cause);
    }
}
