package dev.loop.topology.question;

/**
 * Limits how long a reader may go on, and how much it may read. A reader of much data asks it regularly; it throws when
 * the limit is reached. Each question has one, which partitions that are read side by side share.
 */
@FunctionalInterface
public interface Patience {

    void check();

    /** To be called when so many groups more are held in memory for the answer. */
    default void groups(int groups) {
        check();
    }

    /** To be called when so many items more were read. */
    default void read(int items) {
        check();
    }
}
