package dev.loop.schemas.item;

import java.util.Optional;

/** Ids of themes as the outside sees them: {@code th_} and the number. */
public final class ThemeId {

    private static final String BEGINNING = "th_";

    public static String of(long number) {
        return BEGINNING + number;
    }

    /** Returns the number of an id; empty if it is none. */
    public static Optional<Long> number(String id) {
        if (!id.matches(BEGINNING + "[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(id.substring(BEGINNING.length())));
    }

    private ThemeId() {}
}
