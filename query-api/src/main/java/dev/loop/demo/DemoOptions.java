package dev.loop.demo;

import java.time.Instant;

/**
 * Options of the sample.
 *
 * @param seed the same seed, with all else the same, makes the same items
 * @param end the items were said before this; give the present, to the minute or the day, for items that look fresh
 * @param items number of items
 * @param days days over which they spread
 * @param users number of users; a few say much, most say little
 * @param tags number of features; the first twelve have names, and the others share their texts
 * @param plans number of plans, the smallest and most frequent first
 * @param sources number of sources
 */
public record DemoOptions(
        String project, long seed, Instant end, long items, int days, int users, int tags, int plans, int sources) {

    /** Returns the options of {@code --demo}: 5,000 items of 90 days. */
    public static DemoOptions usual(String project, Instant end) {
        return new DemoOptions(project, 42, end, 5_000, 90, 900, 12, 4, 6);
    }

    public DemoOptions {
        if (items < 0 || days < 1 || users < 1 || tags < 1 || plans < 1 || sources < 1) {
            throw new IllegalArgumentException("At least one day, user, tag, plan and source are needed.");
        }
    }
}
