package dev.loop.connectors.importer;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A pattern of {@link DateTimeFormatter} that an option names, checked to yield all that it reads. */
final class DatePattern {

    /** A time with no part that a reader would make up: not midnight, not noon, not UTC. */
    private static final ZonedDateTime PROBE = ZonedDateTime.of(2024, 6, 19, 14, 42, 31, 0, ZoneOffset.ofHours(2));

    private final String text;
    private final DateTimeFormatter formatter;
    private final Optional<DateTimeFormatter> local;
    private final MonthNames names;

    /** @throws ImportException if it is no pattern, or reads fields that it then ignores */
    DatePattern(String text, Optional<Locale> locale, MonthNames names) {
        this.text = text;
        this.names = names;
        String letters = letters(text);
        try {
            this.formatter = formatter(spaces(text), Locale.ENGLISH);
            this.local = locale.map(each -> formatter(spaces(text), each));
        } catch (IllegalArgumentException e) {
            throw new ImportException(
                    "'" + text + "' is not a date pattern: " + e.getMessage()
                            + ". Write for example 'dd/MM/yyyy HH:mm' or 'yyyy-MM-dd HH:mm:ss Z'.",
                    e);
        }
        if (letters.matches(".*[hK].*") && !letters.matches(".*[aBHk].*")) {
            boolean h = letters.indexOf('h') >= 0;
            throw new ImportException("'" + text + "' reads an hour and cannot tell which: "
                    + (h ? "hh is 1 to 12" : "K is 0 to 11")
                    + " and needs a (AM/PM) beside it; HH is 0 to 23. Write it with HH, or with "
                    + (h ? "hh" : "K") + " and a.");
        }
        probe();
    }

    /** Returns a pattern without its quoted parts. */
    private static String letters(String pattern) {
        return pattern.replaceAll("'[^']*'", "");
    }

    private static DateTimeFormatter formatter(String pattern, Locale locale) {
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
                .toFormatter(locale)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    private void probe() {
        String written;
        try {
            written = formatter.format(PROBE);
        } catch (DateTimeException e) {
            // A field that only reading knows.
            return;
        }
        TemporalAccessor read = parsed(formatter, written);
        String again = read == null ? "" : formatter.format(zoned(read));
        if (!again.equalsIgnoreCase(written)) {
            throw new ImportException("'" + text + "' reads ‘" + written + "’ and cannot make a time of all of it: "
                    + (read == null
                            ? "it needs a year, a month and a day, and an hour where it has minutes"
                            : "‘" + again + "’ would be left")
                    + ". Write for example 'dd/MM/yyyy HH:mm' or 'yyyy-MM-dd HH:mm:ss Z'.");
        }
    }

    private static ZonedDateTime zoned(TemporalAccessor time) {
        return time instanceof ZonedDateTime zoned
                ? zoned
                : LocalDateTime.from(time).atZone(PROBE.getZone());
    }

    String text() {
        return text;
    }

    boolean hasNames() {
        return letters(text).matches(".*(MMM|LLL|E|eee|ccc).*");
    }

    /** Returns a {@link ZonedDateTime} or {@link LocalDateTime}; null if the text does not have this form. */
    @Nullable
    TemporalAccessor read(String text) {
        String plain = spaces(text);
        TemporalAccessor found = parsed(plain);
        if (found == null && hasNames()) {
            String letters = letters(this.text);
            found = parsed(names.inEnglish(
                    plain, letters.contains("MMMM") || letters.contains("LLLL"), letters.contains("EEEE")));
        }
        return found;
    }

    private @Nullable TemporalAccessor parsed(String text) {
        TemporalAccessor found = parsed(formatter, text);
        return found == null && local.isPresent() ? parsed(local.get(), text) : found;
    }

    private static @Nullable TemporalAccessor parsed(DateTimeFormatter formatter, String text) {
        try {
            TemporalAccessor found = formatter.parse(text);
            LocalDate date = found.query(TemporalQueries.localDate());
            if (date == null) {
                return null;
            }
            LocalTime time = found.query(TemporalQueries.localTime());
            LocalDateTime local = time == null ? date.atStartOfDay() : date.atTime(time);
            ZoneId zone = found.query(TemporalQueries.zone());
            return zone == null ? local : local.atZone(zone);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Returns the text with ordinary spaces: newer programs put a narrow no-break space before AM and PM. */
    private static String spaces(String text) {
        return text.replace('\u202f', ' ').replace('\u00a0', ' ');
    }
}
