package dev.loop.analysis.word;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The parts of a window that are read: all of it, or the same part of many equal slices, anywhere in each, so that no
 * time of the day or of the week counts more than another. The same window and share always give the same parts.
 *
 * <p>Both windows of a report are sampled at one share, since people are counted once: reading more of what they said
 * finds more of them to have used a word.
 *
 * @param share share of the time, in (0, 1]
 */
public record Sample(double share) {

    /**
     * The least number of slices. It covers each hour of the day and each day of the week: for a week, three and a half
     * hours each.
     */
    private static final int FEWEST_SLICES = 48;

    /** The average number of items that are read from a slice in one go. */
    private static final int ITEMS_A_SLICE = 500;

    /** A half-open span of time. */
    public record Part(Instant from, Instant to) {}

    /** Returns a sample by which neither window gives more than {@code most} items, on average. */
    public static Sample of(long itemsBefore, long itemsAfter, int most) {
        return new Sample(Math.min(1, (double) most / Math.max(1, Math.max(itemsBefore, itemsAfter))));
    }

    public boolean whole() {
        return share == 1;
    }

    /** @param items number of items in the window; 0 reads nothing */
    public List<Part> parts(Instant from, Instant to, long items) {
        List<Part> parts = new ArrayList<>();
        if (items == 0) {
            return parts;
        }
        long start = from.toEpochMilli();
        long millis = to.toEpochMilli() - start;
        long slices = Math.min(
                Math.max(whole() ? 1 : FEWEST_SLICES, (long) Math.ceil(items * share / ITEMS_A_SLICE)), millis);
        SplittableRandom random = new SplittableRandom(start);
        for (long slice = 0; slice < slices; slice++) {
            long begin = start + at(millis, slice, slices);
            long end = start + at(millis, slice + 1, slices);
            long length = Math.max(1, Math.round((end - begin) * share));
            long first = begin + (length < end - begin ? random.nextLong(end - begin - length) : 0);
            parts.add(new Part(Instant.ofEpochMilli(first), Instant.ofEpochMilli(first + length)));
        }
        return parts;
    }

    private static long at(long millis, long slice, long slices) {
        return millis / slices * slice + millis % slices * slice / slices;
    }
}
