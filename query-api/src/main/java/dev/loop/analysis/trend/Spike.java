package dev.loop.analysis.trend;

import dev.loop.analysis.statistics.SeasonalBaseline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A time in which far more was said than at the same times of the weeks before. Hours are numbers of {@link HourlyCounts}.
 *
 * @param opened the hour in which it showed
 * @param from the first hour that it tells of: {@code opened}, or, where no hour but only the whole day was exceptional,
 *     the first of those 24 hours
 * @param last the last hour that was exceptional, or had more than usual on a day that was
 * @param closed the first hour after it whose whole day was as usual; empty while that has not been
 * @param items from {@code from} to {@code last}
 * @param expected in that time
 * @param peak the hour with the most items
 */
public record Spike(
        int opened,
        int from,
        int last,
        Optional<Integer> closed,
        long items,
        double expected,
        int peak,
        long peakItems,
        double peakExpected) {

    /**
     * The chance below which an hour or a day is exceptional: among a hundred tags, one hour in four days, if counts
     * are spread as the model says.
     */
    static final double SELDOM = 1e-4;

    /** The chance above which a day is as usual. */
    static final double USUAL = 0.1;

    /**
     * The quiet hours that close a spike, so that a spike of one hour is not closed by the next and opened by one more
     * item.
     */
    static final int QUIET_HOURS = 12;

    /** The least items of a spike; fewer are not worth a report, however unusual. */
    public static final int FEWEST = 5;

    /** The least ratio of items to their expected number: of great numbers, small changes are seldom by chance. */
    static final double LEAST_RATIO = 1.5;

    /**
     * Returns all spikes, in order. A spike opens with an exceptional hour or day, and closes once no hour has been
     * exceptional for half a day and the whole day is as usual. It takes more to open than to stay open, which makes
     * one incident of one event (hysteresis).
     *
     * @param from the first hour that is judged, {@link HourlyCounts#LEAD} at least
     */
    static List<Spike> in(HourlyCounts counts, int from) {
        var spikes = new ArrayList<Spike>();
        Walk open = null;
        for (int hour = from; hour < counts.hours(); hour++) {
            int at = hour;
            boolean ofHour = exceptional(counts.ofHour(at), () -> counts.hourBaseline(at));
            boolean ofDay = exceptional(counts.ofDay(at), () -> counts.dayBaseline(at));
            if (open == null && (ofHour || ofDay)) {
                open = ofHour ? new Walk(hour) : Walk.ofDay(counts, hour);
            }
            if (open == null) {
                continue;
            }
            open.see(counts, hour, ofHour, ofDay);
            if (hour - open.burst >= QUIET_HOURS && usualDay(counts, hour)) {
                spikes.add(open.spike(Optional.of(hour)));
                open = null;
            }
        }
        if (open != null) {
            spikes.add(open.spike(Optional.empty()));
        }
        return spikes;
    }

    private static boolean exceptional(long count, Supplier<Optional<SeasonalBaseline>> baseline) {
        return count >= FEWEST
                && baseline.get().filter(usual -> exceptional(count, usual)).isPresent();
    }

    public static boolean exceptional(long count, SeasonalBaseline usual) {
        return count >= FEWEST && count >= LEAST_RATIO * usual.expected() && usual.chanceOf(count) < SELDOM;
    }

    private static boolean usualDay(HourlyCounts counts, int hour) {
        return counts.dayBaseline(hour)
                .map(usual -> usual.chanceOf(counts.ofDay(hour)) > USUAL)
                .orElse(true);
    }

    /** A spike during the walk through the hours. */
    private static final class Walk {
        private final int opened;
        private final int from;
        /** The last hour that was exceptional by itself. */
        private int burst;
        /** The last hour that added to what is exceptional. */
        private int last;

        private long items;
        private double expected;
        private long itemsSince;
        private double expectedSince;
        private int peak;
        private long peakItems = -1;
        private double peakExpected;

        private Walk(int opened) {
            this(opened, opened);
        }

        private Walk(int opened, int from) {
            this.opened = opened;
            this.from = from;
            this.burst = opened;
            this.last = opened;
        }

        /** Begins with the day that ends with this hour: a day may be exceptional although none of its hours is. */
        private static Walk ofDay(HourlyCounts counts, int hour) {
            Walk walk = new Walk(hour, hour - HourlyCounts.HOURS_OF_DAY + 1);
            double ofDay =
                    counts.dayBaseline(hour).map(SeasonalBaseline::expected).orElse(0.0);
            walk.itemsSince = counts.ofDay(hour) - counts.ofHour(hour);
            walk.expectedSince = ofDay - usual(counts, hour);
            for (int earlier = walk.from; earlier < hour; earlier++) {
                walk.seePeak(counts, earlier);
            }
            return walk;
        }

        private static double usual(HourlyCounts counts, int hour) {
            return counts.hourBaseline(hour).map(SeasonalBaseline::expected).orElse(0.0);
        }

        private void seePeak(HourlyCounts counts, int hour) {
            if (counts.ofHour(hour) > peakItems) {
                peak = hour;
                peakItems = counts.ofHour(hour);
                peakExpected = usual(counts, hour);
            }
        }

        private void see(HourlyCounts counts, int hour, boolean ofHour, boolean ofDay) {
            double usual = usual(counts, hour);
            itemsSince += counts.ofHour(hour);
            expectedSince += usual;
            seePeak(counts, hour);
            if (ofHour) {
                burst = hour;
            }
            if (hour == opened || ofHour || ofDay && counts.ofHour(hour) > usual) {
                last = hour;
                items = itemsSince;
                expected = expectedSince;
            }
        }

        private Spike spike(Optional<Integer> closed) {
            return new Spike(opened, from, last, closed, items, expected, peak, peakItems, peakExpected);
        }
    }
}
