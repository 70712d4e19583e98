package dev.loop.broker;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Says when the disk of the data directory has too little room to take more in. On a disk that is really full Kafka
 * declares its log directory dead and stops for good, and RocksDB with it; so intake stops a little earlier, while
 * what has been taken in can still be processed, and goes on by itself when there is room again.
 *
 * <p>Safe and cheap to ask for every request: the disk is looked at four times a second at most.
 */
public final class DiskGuard implements WriteGate {

    /**
     * The usual minimum: the changelogs, RocksDB's compaction and Kafka's own logs may still need this much for
     * accepted items.
     */
    public static final long DEFAULT_MINIMUM_FREE = 256L << 20;

    private static final long LOOK_EVERY = Duration.ofMillis(250).toNanos();

    /**
     * The part of the minimum that has to be free on top of it before writing goes on, so that the gate does not
     * flutter.
     */
    private static final int FLUTTER_FRACTION = 8;

    private final long minimumFree;
    private final LongSupplier freeBytes;
    private final LongSupplier nanoTime;

    private volatile boolean full;
    private volatile long free;
    private volatile long lookedAt;

    DiskGuard(long minimumFree, LongSupplier freeBytes, LongSupplier nanoTime) {
        this.minimumFree = minimumFree;
        this.freeBytes = freeBytes;
        this.nanoTime = nanoTime;
        look(nanoTime.getAsLong());
    }

    /**
     * @param directory must exist
     * @param minimumFree bytes; 0 switches the guard off
     */
    public static DiskGuard of(Path directory, long minimumFree) {
        try {
            FileStore store = Files.getFileStore(directory);
            return new DiskGuard(minimumFree, () -> usable(store), System::nanoTime);
        } catch (IOException e) {
            throw new BrokerException("The room on the disk of " + directory + " cannot be told: " + e, e);
        }
    }

    private static long usable(FileStore store) {
        try {
            return store.getUsableSpace();
        } catch (IOException e) {
            // A disk that does not even answer this question is not written to.
            return 0;
        }
    }

    @Override
    public Optional<String> refusal() {
        // All threads ask for each item: they meet at a lock four times a second only.
        if (nanoTime.getAsLong() - lookedAt >= LOOK_EVERY) {
            lookAgain();
        }
        return full
                ? Optional.of("The disk of the data directory has " + mebibytes(free) + " MiB left, and "
                        + mebibytes(minimumFree) + " MiB are kept free so that nothing is damaged."
                        + " Free some room; writing goes on by itself then.")
                : Optional.empty();
    }

    private synchronized void lookAgain() {
        long now = nanoTime.getAsLong();
        if (now - lookedAt >= LOOK_EVERY) {
            look(now);
        }
    }

    private void look(long now) {
        lookedAt = now;
        free = freeBytes.getAsLong();
        long needed = full ? minimumFree + minimumFree / FLUTTER_FRACTION : minimumFree;
        full = free < needed;
    }

    private static long mebibytes(long bytes) {
        return bytes >> 20;
    }
}
