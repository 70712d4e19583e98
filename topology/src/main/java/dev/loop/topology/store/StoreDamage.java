package dev.loop.topology.store;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Tells files that are damaged from a disk that is full or does not answer, for which the files can do nothing. */
public final class StoreDamage {

    /** Whether RocksDB found other bytes than it wrote, or a file of its own gone. */
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
