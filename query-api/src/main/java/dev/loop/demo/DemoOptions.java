package dev.loop.demo;

import java.time.Instant;

/**
 * What to make up.
 *
 * @param seed the same one, with all else the same, makes the same items
 * @param end the items were said before it; give the present, to the minute or the day, where they are to look fresh
 * @param items how many
 * @param days over which they spread
 * @param users who say them; a few say much, most say little
 * @param tags how many features; the first twelve have names, the texts of the others are theirs as well
 * @param plans how many, the smallest and most frequent first
 * @param sources how many
 */
public record DemoOptions(
        String project, long seed, Instant end, long items, int days, int users, int tags, int plans, int sources) {

    /** What {@code --demo} plays: 5,000 items of 90 days. */
    public static DemoOptions usual(String project, Instant end) {
        return new DemoOptions(project, 42, end, 5_000, 90, 900, 12, 4, 6);
    }

    public DemoOptions {
        if (items < 0 || days < 1 || users < 1 || tags < 1 || plans < 1 || sources < 1) {
            throw new IllegalArgumentException("At least one day, user, tag, plan and source are needed.");
        }
    }
}
