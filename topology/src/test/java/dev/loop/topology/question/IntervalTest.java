package dev.loop.topology.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets of a timeline follow one another without a gap, and are what the calendar of the zone says. */
class IntervalTest {

    @ParameterizedTest(name = "{0} {1} in {2}")
    @CsvSource({
        "MINUTE, 2026-03-29T01:30:59.999Z, Europe/Berlin, 2026-03-29T01:30:00Z, 2026-03-29T01:31:00Z",
        "HOUR,   2026-03-29T00:59:59Z, Europe/Berlin, 2026-03-29T00:00:00Z, 2026-03-29T01:00:00Z",
        // The hour that comes twice is two buckets.
        "HOUR,   2026-10-25T00:30:00Z, Europe/Berlin, 2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z",
        "HOUR,   2026-10-25T01:30:00Z, Europe/Berlin, 2026-10-25T01:00:00Z, 2026-10-25T02:00:00Z",
        "HOUR,   2026-06-01T12:10:00Z, Asia/Kathmandu, 2026-06-01T11:15:00Z, 2026-06-01T12:15:00Z",
        "DAY,    2026-06-01T12:10:00Z, UTC, 2026-06-01T00:00:00Z, 2026-06-02T00:00:00Z",
        "DAY,    2026-06-01T18:14:59Z, Asia/Kathmandu, 2026-05-31T18:15:00Z, 2026-06-01T18:15:00Z",
        // 23 and 25 hours.
        "DAY,    2026-03-29T12:00:00Z, Europe/Berlin, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "DAY,    2026-10-25T12:00:00Z, Europe/Berlin, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        // A day without midnight, and a day that never was.
        "DAY,    2018-11-04T12:00:00Z, America/Sao_Paulo, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z",
        "DAY,    2011-12-30T09:59:00Z, Pacific/Apia, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z",
        "WEEK,   2026-06-07T23:59:59Z, UTC, 2026-06-01T00:00:00Z, 2026-06-08T00:00:00Z",
        "WEEK,   2026-03-29T12:00:00Z, Europe/Berlin, 2026-03-22T23:00:00Z, 2026-03-29T22:00:00Z",
        "WEEK,   1969-12-31T00:00:00Z, UTC, 1969-12-29T00:00:00Z, 1970-01-05T00:00:00Z",
        "MONTH,  2024-02-29T23:59:59Z, UTC, 2024-02-01T00:00:00Z, 2024-03-01T00:00:00Z",
        "MONTH,  2026-12-31T23:30:00Z, Europe/Berlin, 2026-12-31T23:00:00Z, 2027-01-31T23:00:00Z",
        // Half an hour back at two: the second half past one is a bucket of its own.
        "HOUR,   2026-04-04T14:45:00Z, Australia/Lord_Howe, 2026-04-04T14:00:00Z, 2026-04-04T15:00:00Z",
        "HOUR,   2026-04-04T15:15:00Z, Australia/Lord_Howe, 2026-04-04T15:00:00Z, 2026-04-04T15:30:00Z",
        "HOUR,   2026-04-04T16:00:00Z, Australia/Lord_Howe, 2026-04-04T15:30:00Z, 2026-04-04T16:30:00Z",
        // From 02:45 to 03:45: there is no three o'clock.
        "HOUR,   2026-09-26T14:05:00Z, Pacific/Chatham, 2026-09-26T14:00:00Z, 2026-09-26T14:15:00Z",
        "HOUR,   2026-09-26T13:59:00Z, Pacific/Chatham, 2026-09-26T13:15:00Z, 2026-09-26T14:00:00Z",
        // From 00:01 to 23:01 of the day before, which comes back for 59 minutes.
        "DAY,    2008-11-02T02:29:00Z, America/St_Johns, 2008-11-01T02:30:00Z, 2008-11-02T03:30:00Z",
        "DAY,    2008-11-02T02:30:30Z, America/St_Johns, 2008-11-01T02:30:00Z, 2008-11-02T03:30:00Z",
        "DAY,    2008-11-02T03:29:59Z, America/St_Johns, 2008-11-01T02:30:00Z, 2008-11-02T03:30:00Z",
        "DAY,    2008-11-02T03:30:00Z, America/St_Johns, 2008-11-02T03:30:00Z, 2008-11-03T03:30:00Z",
        "MONTH,  2009-11-01T03:00:00Z, America/St_Johns, 2009-10-01T02:30:00Z, 2009-11-01T03:30:00Z",
        // From 01:00 to 00:00 of the same day, which begins at its first midnight.
        "DAY,    2026-11-01T05:30:00Z, America/Havana, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z"
    })
    void shouldFollowTheCalendar_whenInAZone(Interval interval, Instant at, ZoneId zone, Instant start, Instant next) {
        ZonedDateTime found = interval.start(at, zone);

        assertThat(found.toInstant()).isEqualTo(start);
        assertThat(interval.next(found).toInstant()).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Europe/Berlin",
                "America/Sao_Paulo",
                "America/Havana",
                "Asia/Kathmandu",
                "Asia/Tehran",
                "Pacific/Apia",
                "Pacific/Chatham",
                "America/St_Johns",
                "Antarctica/Casey",
                "Australia/Lord_Howe",
                "Africa/Casablanca",
                "America/Caracas",
                "+05:45",
                "-11:30"
            })
    void shouldHoldEveryInstantInOneBucket_whenTimesAreRandom(ZoneId zone) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Instant> instants = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            instants.add(Instant.parse("2000-01-01T00:00:00Z").plusMillis((long) (random.nextDouble() * 9e11)));
        }
        // Around the changes of the clock, where it goes wrong.
        Instant change = Instant.parse("2000-01-01T00:00:00Z");
        for (int i = 0; i < 60 && zone.getRules().nextTransition(change) != null; i++) {
            change = zone.getRules().nextTransition(change).getInstant();
            for (int n = 0; n < 20; n++) {
                instants.add(change.plusMillis(random.nextInt(14_400_000) - 7_200_000));
            }
            instants.add(change);
            instants.add(change.minusMillis(1));
        }
        for (Instant instant : instants) {
            for (Interval interval : Interval.values()) {
                ZonedDateTime start = interval.start(instant, zone);
                ZonedDateTime next = interval.next(start);
                assertThat(start.toInstant())
                        .as("%s of %s in %s, seed %d", interval, instant, zone, seed)
                        .isBeforeOrEqualTo(instant);
                assertThat(next.toInstant())
                        .as("next %s of %s in %s, seed %d", interval, instant, zone, seed)
                        .isAfter(instant);
                assertThat(interval.start(start.toInstant(), zone)).isEqualTo(start);
                assertThat(interval.start(next.toInstant(), zone)).isEqualTo(next);
                assertThat(interval.start(next.toInstant().minusMillis(1), zone))
                        .isEqualTo(start);
                if (interval == Interval.DAY) {
                    assertThat(start.toLocalDate())
                            .as("day of %s in %s", instant, zone)
                            .isEqualTo(lastingDate(instant, zone));
                }
                if (interval == Interval.HOUR) {
                    assertThat(Duration.between(start, next)).isLessThanOrEqualTo(Duration.ofHours(1));
                }
            }
        }
    }

    /** Returns the date on the calendar, or the one before where that comes back. */
    private static LocalDate lastingDate(Instant instant, ZoneId zone) {
        LocalDate date = instant.atZone(zone).toLocalDate();
        ZoneOffsetTransition next = zone.getRules().nextTransition(instant);
        boolean comesBack = next != null
                && next.getDateTimeBefore().toLocalDate().equals(date)
                && next.getDateTimeAfter().toLocalDate().isBefore(date);
        return comesBack ? date.minusDays(1) : date;
    }

    @Test
    void shouldBeFoundByItsWord_whenThereIsOne() {
        for (Interval interval : Interval.values()) {
            assertThat(Interval.ofWord(interval.word())).contains(interval);
        }
        assertThat(Interval.ofWord("DAY")).isEmpty();
        assertThat(Interval.ofWord("year")).isEmpty();
    }
}
