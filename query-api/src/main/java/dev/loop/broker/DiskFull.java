package dev.loop.broker;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Recognises a full disk in the exceptions of the JVM, Kafka, RocksDB and Lucene. */
public final class DiskFull {

    private DiskFull() {}

    /** Returns whether a full disk, or the used-up quota of a user, is among the causes. */
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
                // A mapped file has no blocks behind it: Kafka maps its indexes.
                || failure instanceof InternalError && words.contains("unsafe memory access");
    }

    /** Returns the message for the operator. */
    public static String words(Object directory) {
        return "The disk of " + directory
                + " is full. Free some room and start again; nothing that was taken in is lost.";
    }
}
