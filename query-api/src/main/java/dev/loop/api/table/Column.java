package dev.loop.api.table;

import java.util.List;
import java.util.stream.Stream;

/** A column of a {@link Table}. Any of its cells may be null. */
public record Column(String name, Kind kind) {

    /** The type of the cells. CSV writes all of them as text. */
    public enum Kind {
        /** {@code String} */
        TEXT,
        /** {@code String}; CSV has an apostrophe in front, so that a spreadsheet takes no number or date for it */
        MARKED_TEXT,
        /** {@code Long} or {@code Integer} */
        WHOLE,
        /** {@code Double}, not rounded */
        NUMBER,
        /** {@code Boolean} */
        YES_NO,
        /** {@code Instant}, to the millisecond; or {@code ZonedDateTime} where CSV is to show the zone's time */
        TIME
    }

    public static Column text(String name) {
        return new Column(name, Kind.TEXT);
    }

    public static Column markedText(String name) {
        return new Column(name, Kind.MARKED_TEXT);
    }

    public static Column whole(String name) {
        return new Column(name, Kind.WHOLE);
    }

    public static Column number(String name) {
        return new Column(name, Kind.NUMBER);
    }

    public static Column yesNo(String name) {
        return new Column(name, Kind.YES_NO);
    }

    public static Column time(String name) {
        return new Column(name, Kind.TIME);
    }

    /** Joins lists into one. */
    @SafeVarargs
    public static List<Column> all(List<Column>... lists) {
        return Stream.of(lists).flatMap(List::stream).toList();
    }
}
