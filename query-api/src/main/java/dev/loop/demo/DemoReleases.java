package dev.loop.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Three releases; the second breaks the exports of the larger plans until it is repaired. */
final class DemoReleases {

    /** Index of the first plan whose exports are broken. */
    static final int BROKEN_FROM_PLAN = 2;

    private static final double[] AT = {0.3, 0.6, 0.88};
    private static final double REPAIRED_AFTER = 0.05;
    private static final Duration LONGEST_BROKEN = Duration.ofDays(4);

    private final List<DemoRelease> releases;
    private final long brokenFrom;
    private final long brokenTo;

    DemoReleases(Instant start, int days) {
        releases = List.of(
                new DemoRelease("2.0", "New dashboards, a faster editor", at(start, days, AT[0])),
                new DemoRelease("2.1", "Exports rebuilt", at(start, days, AT[1])),
                new DemoRelease("2.2", "Roles for guests and auditors", at(start, days, AT[2])));
        Duration share = Duration.ofMinutes((long) (days * 24 * 60 * REPAIRED_AFTER));
        brokenFrom = releases.get(1).releasedAt().toEpochMilli();
        brokenTo = brokenFrom + (share.compareTo(LONGEST_BROKEN) < 0 ? share : LONGEST_BROKEN).toMillis();
    }

    private static Instant at(Instant start, int days, double share) {
        return start.plus((long) (days * 24 * share), ChronoUnit.HOURS).truncatedTo(ChronoUnit.HOURS);
    }

    List<DemoRelease> all() {
        return releases;
    }

    boolean broken(long instant) {
        return instant >= brokenFrom && instant < brokenTo;
    }
}
