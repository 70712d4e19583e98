package dev.loop.topology.sentiment;

import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Tally;

/**
 * The sums that a reader of cells adds up: nine numbers for each group (times each bucket of a timeline), and the group
 * of each series. Counts outside of the filter are not added.
 */
final class CellSums {

    private static final int WIDTH = Tally.COUNTS + 3;

    private final int[] groupOf;
    private final long[] numbers;
    private final boolean[] wanted = new boolean[Tally.COUNTS];
    private final boolean[] wantedResolution = new boolean[3];

    /** @param groupOf the group of each series, or -1 if the filter does not take it */
    CellSums(int[] groupOf, int tallies, FeedbackFilter filter) {
        this.groupOf = groupOf;
        this.numbers = new long[Math.multiplyExact(tallies, WIDTH)];
        for (int index = 0; index < Tally.COUNTS; index++) {
            wanted[index] = filter.accepts(Tally.sentiment(index)) && filter.accepts(Tally.status(index));
        }
        System.arraycopy(wanted, 3, wantedResolution, 0, 3);
    }

    int[] groupOf() {
        return groupOf;
    }

    void add(int tally, int[] counts, int countsAt, long[] resolution, int resolutionAt) {
        int base = tally * WIDTH;
        for (int index = 0; index < Tally.COUNTS; index++) {
            numbers[base + index] += counts[countsAt + index];
        }
        for (int index = 0; index < 3; index++) {
            numbers[base + Tally.COUNTS + index] += resolution[resolutionAt + index];
        }
    }

    /** Adds a sum to a tally. */
    void addTo(int tally, Tally into) {
        int base = tally * WIDTH;
        for (int index = 0; index < Tally.COUNTS; index++) {
            if (wanted[index]) {
                long millis = index >= 3 && wantedResolution[index - 3] ? numbers[base + Tally.COUNTS + index - 3] : 0;
                into.add(index, numbers[base + index], millis);
            }
        }
    }
}
