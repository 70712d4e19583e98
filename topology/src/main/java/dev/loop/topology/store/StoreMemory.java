package dev.loop.topology.store;

import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The memory that all stores of a process share, so that it is bounded whatever the number of partitions: RocksDB's
 * blocks and write buffers outside the heap, pages of cells inside it.
 *
 * <p>Closed after all stores.
 */
public final class StoreMemory implements AutoCloseable {

    /** The memory for blocks that a process with a heap of 1 GiB can spare. */
    public static final long DEFAULT_BLOCK_BYTES = 128L << 20;

    public static final long DEFAULT_WRITE_BUFFER_BYTES = 128L << 20;
    public static final long DEFAULT_CELL_BYTES = 160L << 20;

    /** The memory for words that are not on disk yet, of all partitions. */
    private static final long TEXT_BYTES = 48L << 20;

    static {
        RocksDB.loadLibrary();
    }

    private final Cache blocks;
    private final Cache buffered;
    private final WriteBufferManager writeBuffers;
    private final long cellBytes;

    public StoreMemory(long blockBytes, long writeBufferBytes, long cellBytes) {
        this.blocks = new LRUCache(blockBytes);
        // Write buffers are counted apart from the blocks, which they must not push out.
        this.buffered = new LRUCache(writeBufferBytes);
        this.writeBuffers = new WriteBufferManager(writeBufferBytes, buffered);
        this.cellBytes = cellBytes;
    }

    public static StoreMemory withDefaults() {
        return new StoreMemory(DEFAULT_BLOCK_BYTES, DEFAULT_WRITE_BUFFER_BYTES, DEFAULT_CELL_BYTES);
    }

    /** Loads RocksDB's native library. The first use would load it otherwise, which takes a tenth of a second. */
    public static void load() {
        RocksDB.loadLibrary();
    }

    Cache blocks() {
        return blocks;
    }

    WriteBufferManager writeBuffers() {
        return writeBuffers;
    }

    /** Returns the bytes of blocks and write buffers that RocksDB holds now, outside the heap. */
    public long bytesOutsideHeap() {
        return blocks.getUsage() + buffered.getUsage();
    }

    /** Returns the bytes of pages that each of this many partitions may keep in memory. */
    long cellBytes(int partitions) {
        return cellBytes / Math.max(1, partitions);
    }

    /** Returns the bytes of words not yet on disk that each of this many partitions may keep in memory. */
    long textBytes(int partitions) {
        return TEXT_BYTES / Math.max(1, partitions);
    }

    @Override
    public void close() {
        writeBuffers.close();
        buffered.close();
        blocks.close();
    }
}
