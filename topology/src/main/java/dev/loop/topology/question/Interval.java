package dev.loop.topology.question;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The length of one bucket of a timeline. Days and longer follow the calendar of a zone, weeks begin on Monday.
 *
 * <p>A bucket is one span of time. Where clocks go back over midnight, as in St. John's from 00:01 to 23:01 until 2011,
 * a day comes back: it goes on to its second midnight, and the minute that the next day had before is counted in it.
 */
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
            case DAY -> startOfDay(date(time), zone);
            case WEEK -> startOfDay(date(time).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), zone);
            case MONTH -> startOfDay(date(time).withDayOfMonth(1), zone);
        };
    }

    /** Returns the start of the bucket after the one that starts at {@code start}. */
    public ZonedDateTime next(ZonedDateTime start) {
        return switch (this) {
            case MINUTE -> start.plusMinutes(1);
            case HOUR -> nextHour(start);
            case DAY -> startOfDay(start.toLocalDate().plusDays(1), start.getZone());
            case WEEK -> startOfDay(start.toLocalDate().plusWeeks(1), start.getZone());
            case MONTH -> startOfDay(start.toLocalDate().plusMonths(1), start.getZone());
        };
    }

    /** Returns the date of the day that holds an instant: for the minute before a day comes back, the one before. */
    private static LocalDate date(ZonedDateTime time) {
        LocalDate date = time.toLocalDate();
        return startOfDay(date, time.getZone()).isAfter(time) ? date.minusDays(1) : date;
    }

    /** Returns the midnight after which no earlier date comes back. */
    public static ZonedDateTime startOfDay(LocalDate date, ZoneId zone) {
        ZonedDateTime midnight = date.atStartOfDay(zone);
        ZoneOffsetTransition back = zone.getRules().getTransition(date.atStartOfDay());
        return back != null
                        && back.isOverlap()
                        && back.getDateTimeAfter().toLocalDate().isBefore(date)
                ? midnight.withLaterOffsetAtOverlap()
                : midnight;
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
