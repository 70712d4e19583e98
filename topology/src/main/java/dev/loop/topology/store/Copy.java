package dev.loop.topology.store;

/**
 * The present role of one copy of a partition: the written one, or a standby that follows its changelog.
 *
 * <p>A standby is whole once it has applied all that was committed at the first look. Before that it shows no state
 * that ever was: the changelog is compacted, and its beginning lacks items that changed later on.
 */
final class Copy {

    private volatile boolean writing;
    private volatile boolean whole;
    private volatile long wholeFrom = Long.MAX_VALUE;
    private volatile long number;

    /** Begins anew: nothing is known of what the store holds. */
    void opened(long ofCopy) {
        writing = false;
        whole = false;
        wholeFrom = Long.MAX_VALUE;
        number = ofCopy;
    }

    void writing(boolean now) {
        writing = now;
        if (now) {
            whole = true;
        }
    }

    boolean isWriting() {
        return writing;
    }

    boolean whole() {
        return whole;
    }

    /** Returns a number that no other copy has, here or elsewhere, before or after. */
    long number() {
        return number;
    }

    /** Sets the position from which the copy is whole. Only the first call counts: later commits are no condition. */
    void wholeFrom(long position, long applied) {
        if (wholeFrom == Long.MAX_VALUE) {
            wholeFrom = position;
        }
        reached(applied);
    }

    void reached(long applied) {
        if (applied >= wholeFrom) {
            whole = true;
        }
    }
}
