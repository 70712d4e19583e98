package dev.loop.connectors.importer;

import dev.loop.schemas.intake.FieldError;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads instants from text: by the patterns named, or, where none is named, RFC 3339 and its loose relatives, RFC 1123,
 * the times of Twitter, and seconds or milliseconds since 1970. What could be read in two ways is asked about, not
 * guessed: the day before the month or after it, and a time without a zone.
 */
final class TimeReader {

    /** The text is no time, or not without a further option. */
    static final class UnreadableTime extends Exception {
        private final transient FieldError refusal;
        private final boolean optionMissing;

        UnreadableTime(FieldError refusal, boolean optionMissing) {
            super(refusal.problem(), null, false, false);
            this.refusal = refusal;
            this.optionMissing = optionMissing;
        }

        FieldError refusal() {
            return refusal;
        }

        /** Whether an option of the import would make it readable. */
        boolean optionMissing() {
            return optionMissing;
        }
    }

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,16}(\\.\\d{1,9})?");
    private static final Pattern DAY_OR_MONTH_FIRST = Pattern.compile("\\d{1,2}[/-]\\d{1,2}[/-]\\d{2,4}\\b.*");

    /** Seconds since 1970 get twelve digits in the year 5138; milliseconds have had them since 1973. */
    private static final BigDecimal SMALLEST_MILLIS = new BigDecimal("1e11");

    private static final List<DateTimeFormatter> USUAL = List.of(
            loose("uuuu-MM-dd"),
            loose("uuuu/MM/dd"),
            loose("d.M.uuuu"),
            DateTimeFormatter.RFC_1123_DATE_TIME,
            pattern("EEE MMM d HH:mm:ss Z uuuu"));

    private final List<DateTimeFormatter> formats;
    private final Optional<String> names;
    private final Optional<ZoneId> zone;
    private int latest;

    /**
     * @param patterns of {@link DateTimeFormatter}, tried in this order; empty for the usual ones
     * @param zone of times that have none
     */
    TimeReader(List<String> patterns, Optional<ZoneId> zone) {
        this.names = patterns.isEmpty() ? Optional.empty() : Optional.of(String.join(" or ", patterns));
        this.formats = patterns.isEmpty()
                ? USUAL
                : patterns.stream().map(TimeReader::pattern).toList();
        this.zone = zone;
    }

    private static DateTimeFormatter pattern(String pattern) {
        try {
            // 'y' is the year of an era; nobody means that, and strictly it would need the era beside it.
            StringBuilder years = new StringBuilder();
            boolean quoted = false;
            for (char c : pattern.toCharArray()) {
                quoted ^= c == '\'';
                years.append(c == 'y' && !quoted ? 'u' : c);
            }
            return new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern(years.toString())
                    .toFormatter(Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT);
        } catch (IllegalArgumentException e) {
            throw new ImportException(
                    "'" + pattern + "' is not a date pattern: " + e.getMessage()
                            + ". Write for example 'dd/MM/yyyy HH:mm' or 'yyyy-MM-dd HH:mm:ss Z'.",
                    e);
        }
    }

    /** A date; then, or not, a time of day with or without seconds, a fraction of them, and a zone. */
    private static DateTimeFormatter loose(String date) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(date)
                .optionalStart()
                .appendPattern("['T'][','][' ']HH:mm[:ss]")
                .optionalStart()
                .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
                .optionalEnd()
                .appendPattern("[' '][XXX][XX][X][VV]")
                .optionalEnd()
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** @param field what the instant is for, for the error */
    Instant read(String field, String text) throws UnreadableTime {
        Optional<TemporalAccessor> time = parsed(text);
        if (time.isPresent()) {
            return instant(field, text, time.get());
        }
        if (names.isPresent()) {
            throw unreadable(
                    field,
                    "is '" + text + "', which is not of the form " + names.get(),
                    "Name its form by a further --date-format.",
                    false);
        }
        if (NUMBER.matcher(text).matches()) {
            return sinceEpoch(new BigDecimal(text));
        }
        if (DAY_OR_MONTH_FIRST.matcher(text).matches()) {
            throw unreadable(
                    field,
                    "is '" + text + "', which can be read in two ways: the day first, or the month",
                    "Name the form by --date-format, for example 'dd/MM/yyyy HH:mm' or 'MM/dd/yyyy h:mm a'.",
                    true);
        }
        throw unreadable(
                field,
                "is '" + text + "', which is no time in a form that is known",
                "Write RFC 3339, for example 2026-06-19T14:00:00Z, or name the form by --date-format.",
                false);
    }

    private Optional<TemporalAccessor> parsed(String text) {
        // The rows of a file are mostly alike: try first what worked last.
        for (int i = 0; i < formats.size(); i++) {
            int format = (latest + i) % formats.size();
            try {
                TemporalAccessor time =
                        formats.get(format).parseBest(text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
                latest = names.isPresent() ? 0 : format;
                return Optional.of(time);
            } catch (DateTimeParseException e) {
                // Not this one.
            }
        }
        return Optional.empty();
    }

    private Instant instant(String field, String text, TemporalAccessor time) throws UnreadableTime {
        if (time instanceof ZonedDateTime zoned) {
            return zoned.toInstant();
        }
        if (zone.isEmpty()) {
            throw unreadable(
                    field,
                    "is '" + text + "', which names no time zone",
                    "Say which one is meant by --timezone, for example --timezone UTC or --timezone Europe/Paris.",
                    true);
        }
        LocalDateTime local = time instanceof LocalDateTime dateTime
                ? dateTime
                : LocalDate.from(time).atStartOfDay();
        return local.atZone(zone.get()).toInstant();
    }

    private static Instant sinceEpoch(BigDecimal number) throws DateTimeException {
        BigDecimal millis = number.abs().compareTo(SMALLEST_MILLIS) >= 0 ? number : number.movePointRight(3);
        return Instant.ofEpochMilli(millis.longValue());
    }

    private static UnreadableTime unreadable(String field, String problem, String remedy, boolean optionMissing) {
        return new UnreadableTime(new FieldError(field, problem, remedy), optionMissing);
    }
}
