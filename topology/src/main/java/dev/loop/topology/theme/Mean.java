package dev.loop.topology.theme;

/**
 * The mean of the first vectors of a project and language, which stands for what all its messages have in common.
 * Without it taken off, all of them are alike.
 *
 * <p>It is made of the first {@link #FOUNDERS} vectors and then stands still. A founder that is erased is subtracted, and
 * the next vector takes its place.
 */
final class Mean {

    /** The vectors that make it; with a third of them, themes are nearly as good. */
    static final int FOUNDERS = 300;

    /** The least number of vectors that are left of a mean that is used. */
    static final int FEWEST = 100;

    final int[] sum;
    private int founders;
    private boolean settled;

    Mean() {
        this(new int[Direction.WIDTH], 0, false);
    }

    Mean(int[] sum, int founders, boolean settled) {
        this.sum = sum;
        this.founders = founders;
        this.settled = settled;
    }

    int founders() {
        return founders;
    }

    /** Returns whether enough vectors were there for themes to begin. */
    boolean settled() {
        return settled;
    }

    /** Returns whether it takes one more vector. */
    boolean wanting() {
        return founders < FOUNDERS;
    }

    void add(byte[] vector) {
        Direction.add(sum, vector, 1);
        founders++;
        if (founders == FOUNDERS) {
            settled = true;
        }
    }

    void subtract(byte[] vector) {
        Direction.add(sum, vector, -1);
        founders--;
        if (founders < FEWEST) {
            settled = false;
        }
    }
}
