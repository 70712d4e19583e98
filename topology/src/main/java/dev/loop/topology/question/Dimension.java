package dev.loop.topology.question;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What cells are kept by, and so what a count can be grouped by without reading items. */
public enum Dimension {
    TAG,
    PLAN,
    SOURCE;

    /** The word for it in the API: {@code tag}, {@code plan}, {@code source}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Dimension> ofWord(String word) {
        return Arrays.stream(values()).filter(d -> d.word().equals(word)).findFirst();
    }
}
