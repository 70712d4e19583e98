package dev.loop.topology.store;

/**
 * What one copy of a partition is at present: the one that is written, or one that follows its changelog.
 *
 * <p>A copy that follows shows a state that was, once it has applied all that was committed when it was first looked at.
 * Before that it does not: the changelog is compacted, and a beginning of it lacks items that were changed later on.
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

    /** Differs from that of any other copy, here or elsewhere, before or after. */
    long number() {
        return number;
    }

    /** Only the first time that it is called: what is committed later on is no part of it. */
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
