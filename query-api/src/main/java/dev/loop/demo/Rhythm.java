package dev.loop.demo;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The rhythm in which people speak: by day more than at night, on working days more than on weekends, a little more
 * each week, and much after a release that broke something. It goes hour by hour, in order, so that only one hour is
 * held in memory.
 */
final class Rhythm {

    private static final double[] HOURS = {
        2, 1.5, 1, 1, 1.2, 2, 4, 7, 10, 12, 12.5, 11, 9, 10, 12, 12, 11, 9, 7, 6, 5.5, 5, 4, 3
    };
    private static final double WEEKEND = 0.35;
    private static final double GROWTH = 0.4;
    private static final double OUTCRY = 1.5;
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final long start;
    private final long items;
    private final double[] sums;

    Rhythm(Instant start, int days, long items, DemoReleases releases) {
        this.start = start.toEpochMilli();
        this.items = items;
        this.sums = new double[days * 24 + 1];
        for (int hour = 0; hour < days * 24; hour++) {
            Instant at = start.plusMillis(hour * HOUR);
            ZonedDateTime time = at.atZone(ZoneOffset.UTC);
            boolean weekend = time.getDayOfWeek() == DayOfWeek.SATURDAY || time.getDayOfWeek() == DayOfWeek.SUNDAY;
            sums[hour + 1] = sums[hour]
                    + HOURS[time.getHour()]
                            * (weekend ? WEEKEND : 1)
                            * (1 + GROWTH * hour / (days * 24))
                            * (releases.broken(at.toEpochMilli()) ? OUTCRY : 1);
        }
    }

    int hours() {
        return sums.length - 1;
    }

    /**
     * Returns the instants of one hour in milliseconds, in order. All hours together have as many as were asked for.
     */
    long[] hour(int hour, SplittableRandom random) {
        double all = sums[sums.length - 1];
        long before = Math.round(items * (sums[hour] / all));
        long after = Math.round(items * (sums[hour + 1] / all));
        long[] instants = new long[Math.toIntExact(after - before)];
        for (int i = 0; i < instants.length; i++) {
            instants[i] = start + hour * HOUR + random.nextInt((int) HOUR);
        }
        Arrays.sort(instants);
        return instants;
    }
}
