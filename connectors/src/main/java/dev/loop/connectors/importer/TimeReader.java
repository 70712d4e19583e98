package dev.loop.connectors.importer;

import dev.loop.schemas.text.FieldError;
import java.math.BigDecimal;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads instants from text: by the patterns named, or, where none is named, RFC 3339 and its loose relatives, RFC 1123,
 * the times of Twitter, and seconds or milliseconds since 1970. A text with two readings is asked about, not guessed:
 * the day before the month or after it, and a time without a zone.
 */
final class TimeReader {

    /** The text is no time, or is one only with a further option. */
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

        /** Returns whether an option of the import would make the text readable. */
        boolean optionMissing() {
            return optionMissing;
        }
    }

    private static final Pattern DAY_OR_MONTH_FIRST = Pattern.compile("\\d{1,2}[/-]\\d{1,2}[/-]\\d{2,4}\\b.*");

    private static final List<DateTimeFormatter> USUAL = List.of(
            loose("uuuu-MM-dd"),
            loose("uuuu/MM/dd"),
            loose("d.M.uuuu"),
            DateTimeFormatter.RFC_1123_DATE_TIME,
            new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern("EEE MMM d HH:mm:ss Z uuuu")
                    .toFormatter(Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT));

    private final List<DatePattern> patterns = new ArrayList<>();
    private final List<EpochTimes.Unit> units = new ArrayList<>();
    private final Optional<String> names;
    private final Optional<Locale> locale;
    private final Optional<ZoneId> zone;
    private int latest;

    TimeReader(MappingOptions.Times times) {
        this.names = times.formats().isEmpty() ? Optional.empty() : Optional.of(String.join(" or ", times.formats()));
        this.zone = times.zone();
        this.locale = times.locale();
        MonthNames months = new MonthNames(locale);
        for (String format : times.formats()) {
            Optional<EpochTimes.Unit> unit = EpochTimes.Unit.named(format);
            if (unit.isPresent()) {
                units.add(unit.get());
            } else {
                patterns.add(new DatePattern(format, locale, months));
            }
        }
    }

    /** Returns the form of a date with an optional time of day, with or without seconds, a fraction, and a zone. */
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

    /** @param field name of the field, for the error */
    Instant read(String field, String text) throws UnreadableTime {
        if (names.isPresent()) {
            return byNamed(field, text);
        }
        TemporalAccessor time = usual(text);
        if (time != null) {
            return instant(field, text, time);
        }
        if (EpochTimes.NUMBER.matcher(text).matches()) {
            return EpochTimes.sinceEpoch(field, text);
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

    private Instant byNamed(String field, String text) throws UnreadableTime {
        for (DatePattern pattern : patterns) {
            TemporalAccessor time = pattern.read(text);
            if (time != null) {
                return instant(field, text, time);
            }
        }
        if (!units.isEmpty() && EpochTimes.NUMBER.matcher(text).matches()) {
            EpochTimes.Unit unit = units.get(0);
            BigDecimal number = new BigDecimal(text);
            return unit == EpochTimes.Unit.EXCEL
                    ? instant(field, text, EpochTimes.local(number))
                    : EpochTimes.instant(unit, number);
        }
        boolean words = patterns.stream().anyMatch(DatePattern::hasNames)
                && text.codePoints().anyMatch(Character::isLetter);
        throw unreadable(
                field,
                "is '" + text + "', which is not of the form " + names.orElse(""),
                "Name its form by a further --date-format."
                        + (words
                                ? locale.map(each -> " Months are read in English and in " + each.toLanguageTag() + ".")
                                        .orElse(
                                                " Months are read in English and in other common languages; --locale names"
                                                        + " another, such as --locale hu.")
                                : ""),
                false);
    }

    private @Nullable TemporalAccessor usual(String text) {
        // The rows of a file are mostly alike, so the form that worked last is tried first.
        for (int i = 0; i < USUAL.size(); i++) {
            int format = (latest + i) % USUAL.size();
            try {
                TemporalAccessor time =
                        USUAL.get(format).parseBest(text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
                latest = format;
                return time;
            } catch (DateTimeParseException e) {
                // The text has another form.
            }
        }
        return null;
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

    private static UnreadableTime unreadable(String field, String problem, String remedy, boolean optionMissing) {
        return new UnreadableTime(new FieldError(field, problem, remedy), optionMissing);
    }
}
