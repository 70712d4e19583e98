package dev.loop.topology.question;

/**
 * How long a reader may go on, and how much it may read. Asked every so often by whatever reads much; throws when it is
 * over. One for each question: partitions that are read side by side share it.
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
