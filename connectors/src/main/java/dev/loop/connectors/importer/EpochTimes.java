package dev.loop.connectors.importer;

import dev.loop.connectors.importer.TimeReader.UnreadableTime;
import dev.loop.schemas.text.FieldError;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads times that are written as a number. */
final class EpochTimes {

    /** The unit of a number, by the name that an option gives it. */
    enum Unit {
        /** Days since 30 December 1899, in no zone. */
        EXCEL,
        SECONDS,
        MILLISECONDS,
        MICROSECONDS,
        NANOSECONDS;

        static Optional<Unit> named(String name) {
            for (Unit unit : values()) {
                if (unit.name().equalsIgnoreCase(name)) {
                    return Optional.of(unit);
                }
            }
            return Optional.empty();
        }
    }

    static final Pattern NUMBER = Pattern.compile("-?\\d{1,20}(\\.\\d{1,18})?");

    private static final BigDecimal EARLIEST_SECOND = new BigDecimal(946_684_800);
    /** The start of the year 2100. */
    private static final BigDecimal LATEST_SECOND = new BigDecimal(4_102_444_800L);

    private static final LocalDateTime EXCEL_EPOCH = LocalDateTime.of(1899, 12, 30, 0, 0);

    private EpochTimes() {}

    /** Reads seconds or milliseconds since 1970, which cannot be mistaken for one another between 2000 and 2100. */
    static Instant sinceEpoch(String field, String text) throws UnreadableTime {
        BigDecimal number = new BigDecimal(text);
        if (within(number)) {
            return instant(Unit.SECONDS, number);
        }
        if (within(number.movePointLeft(3))) {
            return instant(Unit.MILLISECONDS, number);
        }
        throw new UnreadableTime(explained(field, text, number), false);
    }

    private static boolean within(BigDecimal seconds) {
        return seconds.compareTo(EARLIEST_SECOND) >= 0 && seconds.compareTo(LATEST_SECOND) < 0;
    }

    private static FieldError explained(String field, String text, BigDecimal number) {
        String is = "is '" + text + "', ";
        if (number.compareTo(new BigDecimal(20_000)) >= 0 && number.compareTo(new BigDecimal(60_000)) < 0) {
            return new FieldError(
                    field,
                    is + "which looks like a serial number of Excel, for "
                            + local(number).truncatedTo(ChronoUnit.SECONDS),
                    "Say --date-format excel, or format the column as a date and save again.");
        }
        for (String form : new String[] {"yyyyMMdd", "yyyyMMddHHmm", "yyyyMMddHHmmss"}) {
            if (text.length() == form.length() && date(text)) {
                return new FieldError(
                        field, is + "which looks like a date without separators", "Say --date-format " + form + ".");
            }
        }
        if (within(number.movePointLeft(6))) {
            return new FieldError(
                    field,
                    is + "which looks like microseconds since 1970, for " + instant(Unit.MICROSECONDS, number),
                    "Say --date-format microseconds.");
        }
        if (within(number.movePointLeft(9))) {
            return new FieldError(
                    field,
                    is + "which looks like nanoseconds since 1970, for " + instant(Unit.NANOSECONDS, number),
                    "Say --date-format nanoseconds.");
        }
        if (text.matches("(19|20)\\d\\d")) {
            return new FieldError(
                    field, is + "which looks like a year", "Name a day as well, such as " + text + "-06-19.");
        }
        return new FieldError(
                field,
                is + "a number that is neither seconds nor milliseconds since 1970 for a time from 2000 to 2100",
                "Write RFC 3339, for example 2026-06-19T14:00:00Z, or name the form by --date-format.");
    }

    private static boolean date(String text) {
        try {
            int year = LocalDate.of(
                            Integer.parseInt(text.substring(0, 4)),
                            Integer.parseInt(text.substring(4, 6)),
                            Integer.parseInt(text.substring(6, 8)))
                    .getYear();
            return year >= 1900 && year < 2100;
        } catch (NumberFormatException | java.time.DateTimeException e) {
            return false;
        }
    }

    /**
     * Returns the instant of a number in the unit of an option. For {@code EXCEL} it is the local time, as if that were
     * UTC.
     */
    static Instant instant(Unit unit, BigDecimal number) {
        return switch (unit) {
            case EXCEL -> local(number).toInstant(ZoneOffset.UTC);
            case SECONDS -> ofNanos(number.movePointRight(9));
            case MILLISECONDS -> ofNanos(number.movePointRight(6));
            case MICROSECONDS -> ofNanos(number.movePointRight(3));
            case NANOSECONDS -> ofNanos(number);
        };
    }

    /**
     * Returns the local time of a serial number. The number has some fifteen digits, so anything below a millisecond is
     * rounding error.
     */
    static LocalDateTime local(BigDecimal serial) {
        long millis = serial.multiply(new BigDecimal(86_400_000))
                .setScale(0, RoundingMode.HALF_UP)
                .longValue();
        return EXCEL_EPOCH.plus(millis, ChronoUnit.MILLIS);
    }

    private static Instant ofNanos(BigDecimal nanos) {
        BigDecimal[] parts = nanos.divideAndRemainder(new BigDecimal(1_000_000_000));
        return Instant.ofEpochSecond(parts[0].longValue(), parts[1].longValue());
    }

    static String names() {
        StringBuilder names = new StringBuilder();
        for (Unit unit : Unit.values()) {
            names.append(names.isEmpty() ? "" : ", ").append(unit.name().toLowerCase(Locale.ROOT));
        }
        return names.toString();
    }
}
