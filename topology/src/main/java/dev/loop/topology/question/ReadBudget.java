package dev.loop.topology.question;

/**
 * Limits how long a reader may go on, and how much it may read. A reader of much data asks it regularly; it throws when
 * the limit is reached. Each question has one, which partitions that are read side by side share.
 */
@FunctionalInterface
public interface ReadBudget {

    void check();

    /** Counts further groups that are held in memory for the answer. The reader calls this for each batch of them. */
    default void groups(int groups) {
        check();
    }

    /** Counts further items that were read. The reader calls this for each batch of them. */
    default void read(int items) {
        check();
    }
}
