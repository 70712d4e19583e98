package dev.loop.listen;

import java.util.TreeSet;

/** Tells which of an endpoint's sequence numbers are missing between the first and the highest that came. */
final class Sequences {

    private static final int REMEMBERED = 10_000;

    private final TreeSet<Long> missing = new TreeSet<>();
    private long highest;

    synchronized void came(long sequence) {
        if (sequence < 1) {
            return;
        }
        if (highest > 0) {
            for (long gap = Math.max(highest + 1, sequence - REMEMBERED); gap < sequence; gap++) {
                missing.add(gap);
            }
        }
        missing.remove(sequence);
        highest = Math.max(highest, sequence);
        while (missing.size() > REMEMBERED) {
            missing.pollFirst();
        }
    }

    /** Returns the missing numbers in order. They may still be under way. */
    synchronized TreeSet<Long> missing() {
        return new TreeSet<>(missing);
    }
}
