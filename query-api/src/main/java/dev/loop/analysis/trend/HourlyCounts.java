package dev.loop.analysis.trend;

import dev.loop.analysis.statistics.SeasonalBaseline;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The items of one tag in each hour, and their expected number: an hour is compared with the same hour of the same
 * weekday in the eight weeks before and the hours beside it; a day, which is 24 hours that end with an hour, with the
 * same 24 hours of those weeks. Weeks in which the project was not observed do not count. Hours are those of UTC, so that
 * a baseline does not move when clocks do.
 *
 * <p>Hours without an item take no memory: a tag that one item named has one hour. Immutable but for the arrays, which nobody
 * changes.
 */
public final class HourlyCounts {

    static final int HOURS_OF_DAY = 24;
    static final int HOURS_OF_WEEK = 168;

    /** The weeks that are compared with. */
    static final int WEEKS = 8;

    /** The least observed weeks that show what is usual. */
    private static final int FEWEST_WEEKS = 3;

    /** The hours before the first one that can be judged. */
    static final int LEAD = WEEKS * HOURS_OF_WEEK + HOURS_OF_DAY;

    private final int hours;
    private final ObservedHours observed;
    /** The hours with items, ascending. */
    private final int[] at;
    /** The items of such an hour and of all before it. */
    private final long[] upTo;

    /** @param counts one for each hour, without a gap */
    HourlyCounts(long[] counts, ObservedHours observed) {
        this(adder(counts), counts.length, observed);
    }

    private HourlyCounts(Adder adder, int hours, ObservedHours observed) {
        this.hours = hours;
        this.observed = observed;
        this.at = Arrays.copyOf(adder.at, adder.size);
        this.upTo = Arrays.copyOf(adder.upTo, adder.size);
    }

    private static Adder adder(long[] counts) {
        var adder = new Adder();
        for (int hour = 0; hour < counts.length; hour++) {
            adder.add(hour, counts[hour]);
        }
        return adder;
    }

    /** Takes the hours of a tag one after another. */
    static final class Adder {
        private int[] at = new int[1];
        private long[] upTo = new long[1];
        private int size;

        /** @param hour after all that were added before */
        void add(int hour, long items) {
            if (items == 0) {
                return;
            }
            if (size == at.length) {
                at = Arrays.copyOf(at, size * 2);
                upTo = Arrays.copyOf(upTo, size * 2);
            }
            at[size] = hour;
            upTo[size] = items + (size == 0 ? 0 : upTo[size - 1]);
            size++;
        }

        HourlyCounts counts(int hours, ObservedHours observed) {
            return new HourlyCounts(this, hours, observed);
        }
    }

    public int hours() {
        return hours;
    }

    /** Returns the number of hours that are kept. */
    int kept() {
        return at.length;
    }

    public long ofHour(int hour) {
        return before(hour + 1) - before(hour);
    }

    /** Returns the items of the 24 hours that end with this one. */
    public long ofDay(int hour) {
        return before(hour + 1) - before(hour - HOURS_OF_DAY + 1);
    }

    /** Returns the items of all hours before this one. */
    private long before(int hour) {
        int place = Arrays.binarySearch(at, hour);
        int earlier = place < 0 ? -place - 1 : place;
        return earlier == 0 ? 0 : upTo[earlier - 1];
    }

    /** Returns the baseline of an hour; empty if there is too little history. */
    public Optional<SeasonalBaseline> hourBaseline(int hour) {
        int[] weeks = weeks(hour - 1, hour + 1);
        if (weeks.length < FEWEST_WEEKS) {
            return Optional.empty();
        }
        long[] before = new long[weeks.length * 3];
        for (int i = 0; i < before.length; i++) {
            before[i] = ofHour(hour - weeks[i / 3] * HOURS_OF_WEEK + i % 3 - 1);
        }
        return Optional.of(SeasonalBaseline.of(before));
    }

    /** Returns the baseline of a day; empty if there is too little history. */
    public Optional<SeasonalBaseline> dayBaseline(int hour) {
        int[] weeks = weeks(hour - HOURS_OF_DAY + 1, hour);
        if (weeks.length < FEWEST_WEEKS) {
            return Optional.empty();
        }
        return Optional.of(SeasonalBaseline.of(Arrays.stream(weeks)
                .mapToLong(week -> ofDay(hour - week * HOURS_OF_WEEK))
                .toArray()));
    }

    /** Returns how many weeks ago these hours were observed, up to {@link #WEEKS} of them. */
    private int[] weeks(int first, int last) {
        return IntStream.rangeClosed(1, WEEKS)
                .filter(week -> observed.all(first - week * HOURS_OF_WEEK, last - week * HOURS_OF_WEEK))
                .toArray();
    }
}
