package dev.loop.topology.question;

import dev.loop.schemas.avro.Feedback;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The dimensions of cells: a count can be grouped by them without reading items. */
public enum Dimension implements Facet {
    TAG,
    PLAN,
    SOURCE;

    /** Returns the word of the API: {@code tag}, {@code plan}, {@code source}. */
    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public @Nullable String of(Feedback item) {
        return switch (this) {
            case TAG -> item.getTag().orElse(null);
            case PLAN -> item.getPlan().orElse(null);
            case SOURCE -> item.getSource().orElse(null);
        };
    }

    public static Optional<Dimension> ofWord(String word) {
        return Arrays.stream(values()).filter(d -> d.word().equals(word)).findFirst();
    }
}
