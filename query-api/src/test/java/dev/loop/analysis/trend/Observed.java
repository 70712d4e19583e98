package dev.loop.analysis.trend;

import java.util.Arrays;

/** Hours of a project that somebody wrote to in every one of them. */
final class Observed {

    static ObservedHours always(int hours) {
        return since(-ObservedHours.LONGEST_SILENCE, hours);
    }

    /** @param first the hour with the first item */
    static ObservedHours since(int first, int hours) {
        long[] items = new long[ObservedHours.LONGEST_SILENCE + hours];
        Arrays.fill(items, ObservedHours.LONGEST_SILENCE + first, items.length, 1);
        return new ObservedHours(items);
    }

    private Observed() {}
}
