package dev.loop.topology.store;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Tells damaged files from a disk that is full or does not answer, which new files would not help. */
public final class StoreDamage {

    /** Returns whether RocksDB found other bytes than it wrote, or misses a file of its own. */
    public static boolean is(RocksDBException failure) {
        @Nullable Status status = failure.getStatus();
        if (status == null) {
            return false;
        }
        return status.getCode() == Status.Code.Corruption
                || status.getCode() == Status.Code.IOError
                        && String.valueOf(failure.getMessage()).contains("No such file or directory");
    }

    private StoreDamage() {}
}
