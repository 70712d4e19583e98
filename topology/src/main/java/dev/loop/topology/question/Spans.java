package dev.loop.topology.question;

import java.util.Arrays;

/** Spans of time between bounds: number i is [bounds[i], bounds[i + 1]). */
public final class Spans {

    /**
     * Returns the number of the span that holds an instant; -1 before the first bound, and the last bound's number from
     * there on. The last of equal bounds begins the span, so that spans without length hold nothing.
     */
    public static int of(long at, long[] bounds) {
        int found = Arrays.binarySearch(bounds, at);
        if (found < 0) {
            return -found - 2;
        }
        while (found + 1 < bounds.length && bounds[found + 1] == at) {
            found++;
        }
        return found;
    }

    private Spans() {}
}
