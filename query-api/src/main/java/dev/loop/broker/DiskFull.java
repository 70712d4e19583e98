package dev.loop.broker;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Knows a full disk by all the ways in which the JVM, Kafka, RocksDB and Lucene tell of it. */
public final class DiskFull {

    private DiskFull() {}

    /** Whether somewhere among its causes a disk is full, or the quota of a user used up. */
    public static boolean in(Throwable failure) {
        return in(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static boolean in(Throwable failure, Set<Throwable> seen) {
        if (!seen.add(failure)) {
            return false;
        }
        if (says(String.valueOf(failure.getMessage()), failure)) {
            return true;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (in(suppressed, seen)) {
                return true;
            }
        }
        return failure.getCause() != null && in(failure.getCause(), seen);
    }

    private static boolean says(String words, Throwable failure) {
        return words.contains("No space left")
                || words.contains("NoSpace")
                || words.contains("ENOSPC")
                || words.contains("Disk quota exceeded")
                || words.contains("There is not enough space on the disk")
                // A mapped file that has no blocks behind it: Kafka maps its indexes.
                || failure instanceof InternalError && words.contains("unsafe memory access");
    }

    /** What to tell, whichever it was. */
    public static String words(Object directory) {
        return "The disk of " + directory
                + " is full. Free some room and start again; nothing that was taken in is lost.";
    }
}
