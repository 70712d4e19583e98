package dev.loop.api.theme;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.table.Column;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Theme;
import dev.loop.schemas.avro.ThemeDay;
import dev.loop.schemas.event.ThemeEvents;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A theme with the items of a span and of some sentiments counted.
 *
 * @param items of these sentiments
 * @param thisWeek of these sentiments, on the day that was asked and the six before
 */
record CountedTheme(Theme theme, long items, long positive, long neutral, long negative, long thisWeek, boolean isNew) {

    /** The days of a week, the present one included. */
    private static final int WEEK = 7;

    /**
     * The part of a theme that is asked for.
     *
     * @param from the first day; empty for all time
     * @param to the day after the last
     * @param sentiments empty for all
     */
    record Span(Optional<LocalDate> from, Optional<LocalDate> to, Set<Sentiment> sentiments) {

        private boolean always() {
            return from.isEmpty() && to.isEmpty();
        }

        private boolean has(LocalDate day) {
            return from.map(first -> !day.isBefore(first)).orElse(true)
                    && to.map(end -> day.isBefore(end)).orElse(true);
        }

        private long of(long items, long positive, long neutral, long negative) {
            if (sentiments.isEmpty()) {
                return items;
            }
            return (sentiments.contains(Sentiment.POSITIVE) ? positive : 0)
                    + (sentiments.contains(Sentiment.NEUTRAL) ? neutral : 0)
                    + (sentiments.contains(Sentiment.NEGATIVE) ? negative : 0);
        }

        private long of(ThemeDay day) {
            return of(day.getItems(), day.getPositive(), day.getNeutral(), day.getNegative());
        }
    }

    static final List<Column> COLUMNS = List.of(
            Column.text("id"),
            Column.text("name"),
            Column.text("language"),
            Column.text("status"),
            Column.whole("items"),
            Column.whole("people"),
            Column.whole("positive"),
            Column.whole("neutral"),
            Column.whole("negative"),
            Column.number("negativeShare"),
            Column.text("firstSeen"),
            Column.text("lastSeen"),
            Column.whole("thisWeek"),
            Column.yesNo("new"),
            Column.text("central"));

    /** Pinned ones, then those with the most items. */
    static final Comparator<CountedTheme> MOST_FIRST = Comparator.comparing(
                    (CountedTheme one) -> !one.theme.getPinned())
            .thenComparing(CountedTheme::items, Comparator.reverseOrder())
            .thenComparing(one -> one.theme.getId());

    static CountedTheme of(Theme theme, Span span, LocalDate today) {
        LocalDate week = today.minusDays(WEEK - 1);
        long thisWeek = theme.getDays().stream()
                .filter(day -> !day.getDay().isBefore(week))
                .mapToLong(span::of)
                .sum();
        boolean isNew = !theme.getFirstDay().isBefore(week);
        if (span.always()) {
            return new CountedTheme(
                    theme,
                    span.of(theme.getItems(), theme.getPositive(), theme.getNeutral(), theme.getNegative()),
                    theme.getPositive(),
                    theme.getNeutral(),
                    theme.getNegative(),
                    thisWeek,
                    isNew);
        }
        List<ThemeDay> days =
                theme.getDays().stream().filter(day -> span.has(day.getDay())).toList();
        return new CountedTheme(
                theme,
                days.stream().mapToLong(span::of).sum(),
                days.stream().mapToLong(ThemeDay::getPositive).sum(),
                days.stream().mapToLong(ThemeDay::getNeutral).sum(),
                days.stream().mapToLong(ThemeDay::getNegative).sum(),
                thisWeek,
                isNew);
    }

    private double negativeShare() {
        return ThemeEvents.negativeShare(negative, positive + neutral + negative);
    }

    List<@Nullable Object> cells() {
        return Arrays.asList(
                theme.getId(),
                ThemeEvents.name(theme),
                theme.getLanguage().orElse(null),
                status(theme),
                items,
                theme.getPeople(),
                positive,
                neutral,
                negative,
                negativeShare(),
                theme.getFirstDay().toString(),
                theme.getLastDay().toString(),
                thisWeek,
                isNew,
                theme.getCentral().orElse(null));
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        writeMembers(json);
        json.writeEndObject();
    }

    /** Writes the members into an object that goes on after them. */
    void writeMembers(JsonGenerator json) throws IOException {
        json.writeStringField("id", theme.getId());
        json.writeStringField("name", ThemeEvents.name(theme));
        json.writeBooleanField("named", theme.getGivenName().isPresent());
        json.writeArrayFieldStart("terms");
        for (String word : theme.getWords()) {
            json.writeString(word);
        }
        json.writeEndArray();
        if (theme.getLanguage().isPresent()) {
            json.writeStringField("language", theme.getLanguage().get());
        }
        if (theme.getCentral().isPresent()) {
            json.writeObjectFieldStart("central");
            json.writeStringField("id", theme.getCentralItem().orElseThrow());
            json.writeStringField("message", theme.getCentral().get());
            json.writeEndObject();
        }
        json.writeStringField("status", status(theme));
        json.writeNumberField("items", items);
        json.writeNumberField("people", theme.getPeople());
        json.writeNumberField("positive", positive);
        json.writeNumberField("neutral", neutral);
        json.writeNumberField("negative", negative);
        json.writeNumberField("negativeShare", negativeShare());
        json.writeStringField("firstSeen", theme.getFirstDay().toString());
        json.writeStringField("lastSeen", theme.getLastDay().toString());
        json.writeNumberField("thisWeek", thisWeek);
        json.writeBooleanField("new", isNew);
        json.writeArrayFieldStart("days");
        for (ThemeDay day : theme.getDays()) {
            json.writeStartObject();
            json.writeStringField("day", day.getDay().toString());
            json.writeNumberField("items", day.getItems());
            json.writeNumberField("negative", day.getNegative());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static String status(Theme theme) {
        if (theme.getPinned()) {
            return ThemeStatus.PINNED.word();
        }
        return (theme.getIgnored() ? ThemeStatus.IGNORED : ThemeStatus.USUAL).word();
    }
}
