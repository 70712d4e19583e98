package dev.loop.api.theme;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What people want of a theme. */
enum ThemeStatus {
    USUAL,
    /** It stands first, makes room for no other, and goes into no other by itself. */
    PINNED,
    /** It is not listed, and still takes its items. */
    IGNORED;

    static final List<String> WORDS =
            Arrays.stream(values()).map(ThemeStatus::word).toList();

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ThemeStatus> of(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word().equals(word))
                .findFirst();
    }
}
