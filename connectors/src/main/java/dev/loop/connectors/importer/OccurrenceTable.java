package dev.loop.connectors.importer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Counts how often each hash was seen. It is a table of open addressing in a mapped temporary file, so that a file of
 * many millions of rows is counted exactly without taking the heap: 16 bytes a slot, at most three quarters in use.
 *
 * <p>Not thread-safe.
 */
final class OccurrenceTable implements AutoCloseable {

    private static final int SMALLEST = 1 << 12;

    /** A mapping is at most 2 GiB. */
    private static final int LARGEST = 1 << 26;

    private Path file;
    private LongBuffer slots;
    private int capacity;
    private int used;

    OccurrenceTable() {
        capacity = SMALLEST;
        file = temporary();
        slots = map(file, capacity);
    }

    /** Counts a hash; returns 1 if it is the first time. */
    long next(byte[] hash) {
        if (used >= capacity / 4 * 3) {
            grow();
        }
        long key = ByteBuffer.wrap(hash).getLong();
        // Zero marks an empty slot; to share a key with another row only makes a number one higher.
        key = key == 0 ? 1 : key;
        int slot = slot(slots, capacity, key);
        long count = slots.get(slot + 1) + 1;
        if (count == 1) {
            slots.put(slot, key);
            used++;
        }
        slots.put(slot + 1, count);
        return count;
    }

    private static int slot(LongBuffer slots, int capacity, long key) {
        int index = (int) (key ^ key >>> 32) & capacity - 1;
        while (slots.get(2 * index) != 0 && slots.get(2 * index) != key) {
            index = index + 1 & capacity - 1;
        }
        return 2 * index;
    }

    private void grow() {
        if (capacity == LARGEST) {
            throw new ImportException("The file has more than " + used + " different rows, and none has an external id."
                    + " Map a column to externalId, or split the file.");
        }
        int larger = capacity * 2;
        Path largerFile = temporary();
        LongBuffer largerSlots = map(largerFile, larger);
        for (int i = 0; i < 2 * capacity; i += 2) {
            long key = slots.get(i);
            if (key != 0) {
                int slot = slot(largerSlots, larger, key);
                largerSlots.put(slot, key).put(slot + 1, slots.get(i + 1));
            }
        }
        close();
        file = largerFile;
        slots = largerSlots;
        capacity = larger;
    }

    private static Path temporary() {
        try {
            Path file = Files.createTempFile("loop-import", ".rows");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static LongBuffer map(Path file, int capacity) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, 2L * Long.BYTES * capacity)
                    .asLongBuffer();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static ImportException failure(IOException e) {
        return new ImportException(
                "Cannot keep a temporary file in " + System.getProperty("java.io.tmpdir") + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // A mapped file that cannot be deleted goes when the process ends.
        }
    }
}
