package dev.loop.topology.question;

import java.util.Arrays;

/** Spans of time between bounds: the number i is [bounds[i], bounds[i + 1]). */
public final class Spans {

    /**
     * The number of the span that an instant is in; -1 before the first bound, the last bound's number from it on. The last
     * of equal bounds begins the span: those before it are of spans without length.
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
