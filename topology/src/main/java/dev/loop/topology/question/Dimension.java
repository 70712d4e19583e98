package dev.loop.topology.question;

import dev.loop.schemas.avro.Feedback;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What cells are kept by, and so what a count can be grouped by without reading items. */
public enum Dimension implements Facet {
    TAG,
    PLAN,
    SOURCE;

    /** The word for it in the API: {@code tag}, {@code plan}, {@code source}. */
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
