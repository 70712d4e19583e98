package dev.loop.api.trend;

import dev.loop.api.statistics.SeasonalBaseline;
import java.util.Optional;

/**
 * How many items were said in each hour, of one tag, and what was to be expected: an hour is compared with the same hour
 * of the same weekday in the eight weeks before and the hours beside it; a day, which is 24 hours that end with an hour,
 * with the same 24 hours of those weeks. Hours are those of UTC, so that a baseline does not move when clocks do.
 *
 * <p>Immutable but for the array, which nobody changes.
 */
final class HourlyCounts {

    static final int HOURS_OF_DAY = 24;
    static final int HOURS_OF_WEEK = 168;

    /** The weeks that are compared with. */
    static final int WEEKS = 8;

    /** With fewer weeks of history there is no telling what is usual. */
    private static final int FEWEST_WEEKS = 3;

    /** Before the first hour that can be judged. */
    static final int LEAD = WEEKS * HOURS_OF_WEEK + HOURS_OF_DAY;

    private final long[] counts;
    private final int known;

    /**
     * @param counts one for each hour, without a gap
     * @param known the first hour in which anything was said by anybody; before it there was no Loop
     */
    HourlyCounts(long[] counts, int known) {
        this.counts = counts;
        this.known = known;
    }

    int hours() {
        return counts.length;
    }

    long ofHour(int hour) {
        return counts[hour];
    }

    /** Of the 24 hours that end with this one. */
    long ofDay(int hour) {
        long sum = 0;
        for (int i = hour - HOURS_OF_DAY + 1; i <= hour; i++) {
            sum += counts[i];
        }
        return sum;
    }

    /** Empty where there is too little to compare with. */
    Optional<SeasonalBaseline> hourBaseline(int hour) {
        int weeks = weeks(hour - 1);
        if (weeks < FEWEST_WEEKS) {
            return Optional.empty();
        }
        long[] before = new long[weeks * 3];
        for (int week = 1; week <= weeks; week++) {
            for (int beside = -1; beside <= 1; beside++) {
                before[(week - 1) * 3 + beside + 1] = counts[hour - week * HOURS_OF_WEEK + beside];
            }
        }
        return Optional.of(SeasonalBaseline.of(before));
    }

    /** Empty where there is too little to compare with. */
    Optional<SeasonalBaseline> dayBaseline(int hour) {
        int weeks = weeks(hour - HOURS_OF_DAY + 1);
        if (weeks < FEWEST_WEEKS) {
            return Optional.empty();
        }
        long[] before = new long[weeks];
        for (int week = 1; week <= weeks; week++) {
            before[week - 1] = ofDay(hour - week * HOURS_OF_WEEK);
        }
        return Optional.of(SeasonalBaseline.of(before));
    }

    /** Whole weeks of history before an hour, as many as are compared with at most. */
    private int weeks(int hour) {
        return Math.min(WEEKS, Math.max(0, (hour - known) / HOURS_OF_WEEK));
    }
}
