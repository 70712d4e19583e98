package dev.loop.topology.question;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The length of one bucket of a timeline. Days and longer follow the calendar of a zone, weeks begin on Monday. */
public enum Interval {
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH;

    private static final long HOUR_NANOS = 3_600_000_000_000L;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Interval> ofWord(String word) {
        return Arrays.stream(values()).filter(i -> i.word().equals(word)).findFirst();
    }

    /** Returns the start of the bucket that holds an instant. */
    public ZonedDateTime start(Instant instant, ZoneId zone) {
        ZonedDateTime time = instant.atZone(zone);
        return switch (this) {
            case MINUTE -> time.truncatedTo(ChronoUnit.MINUTES);
            case HOUR -> hour(time);
            case DAY -> time.toLocalDate().atStartOfDay(zone);
            case WEEK ->
                time.toLocalDate()
                        .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                        .atStartOfDay(zone);
            case MONTH -> time.toLocalDate().withDayOfMonth(1).atStartOfDay(zone);
        };
    }

    /** Returns the start of the bucket after the one that starts at {@code start}. */
    public ZonedDateTime next(ZonedDateTime start) {
        return switch (this) {
            case MINUTE -> start.plusMinutes(1);
            case HOUR -> nextHour(start);
            case DAY -> start.toLocalDate().plusDays(1).atStartOfDay(start.getZone());
            case WEEK -> start.toLocalDate().plusWeeks(1).atStartOfDay(start.getZone());
            case MONTH -> start.toLocalDate().plusMonths(1).atStartOfDay(start.getZone());
        };
    }

    /**
     * Returns the start of the hour. A clock change of half an hour cuts an hour of the calendar in two, and one of an
     * hour makes two of it: a bucket never spans the change.
     */
    private static ZonedDateTime hour(ZonedDateTime time) {
        ZonedDateTime start = time.minusNanos(intoHour(time));
        if (start.getOffset().equals(time.getOffset())) {
            return start;
        }
        Instant justAfter = time.toInstant().plusMillis(1);
        return time.getZone()
                .getRules()
                .previousTransition(justAfter)
                .getInstant()
                .atZone(time.getZone());
    }

    private static ZonedDateTime nextHour(ZonedDateTime start) {
        ZonedDateTime full = start.plusNanos(HOUR_NANOS - intoHour(start));
        if (full.getOffset().equals(start.getOffset())) {
            return full;
        }
        return start.getZone()
                .getRules()
                .nextTransition(start.toInstant())
                .getInstant()
                .atZone(start.getZone());
    }

    private static long intoHour(ZonedDateTime time) {
        return time.toLocalTime().toNanoOfDay() % HOUR_NANOS;
    }
}
