package dev.loop.analysis.trend;

/**
 * The hours in which nothing said means that nobody had anything to say: those between two items that are at most
 * {@link #LONGEST_SILENCE} apart. Before the first item, and in a longer silence, nobody was listening yet, or items
 * were not sent here; such hours cannot be compared with. One item with a wrong year, or an old file, so makes no weeks
 * of silence of the years between.
 *
 * <p>Immutable.
 */
final class ObservedHours {

    /** The longest time without an item in which the project was observed: feeds that come once a week are late at times. */
    static final int LONGEST_SILENCE = 8 * HourlyCounts.HOURS_OF_DAY;

    /** The observed hours before each hour, and before the end. */
    private final int[] before;

    /**
     * @param items items of anybody about anything in each hour, from {@link #LONGEST_SILENCE} hours before the first
     *     on
     */
    ObservedHours(long[] items) {
        int hours = items.length - LONGEST_SILENCE;
        before = new int[hours + 1];
        boolean[] observed = new boolean[hours];
        int last = -1;
        for (int at = 0; at < items.length; at++) {
            if (items[at] == 0) {
                continue;
            }
            // The hour of the item before is not whole if a silence ends in it; this hour is, as far as it has come.
            for (int hour = last + 1; last >= 0 && at - last <= LONGEST_SILENCE && hour <= at; hour++) {
                if (hour >= LONGEST_SILENCE) {
                    observed[hour - LONGEST_SILENCE] = true;
                }
            }
            last = at;
        }
        for (int hour = 0; hour < hours; hour++) {
            before[hour + 1] = before[hour] + (observed[hour] ? 1 : 0);
        }
    }

    /** Returns whether all hours from the first to the last, both included, were observed. */
    boolean all(int first, int last) {
        return first >= 0 && last < before.length - 1 && before[last + 1] - before[first] == last - first + 1;
    }
}
