package dev.loop.topology.question;

import dev.loop.schemas.avro.Feedback;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Something that items can be grouped by: a {@link Dimension} of the cells, or a property that only the items know. */
public sealed interface Facet permits Dimension, Facet.Indexed, Facet.User, Facet.Metadata {

    /** The prefix of a metadata key in the API. */
    String METADATA = "metadata.";

    /** Returns the word of the API: {@code tag}, {@code user}, {@code metadata.browser}. */
    String word();

    /** Returns the value of an item; null if it has none. */
    @Nullable
    String of(Feedback item);

    /** A property that the text index has in a column, and cells do not know. */
    enum Indexed implements Facet {
        /** The theme that it joined, which may have gone into another one since. */
        THEME,
        LANGUAGE;

        @Override
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public @Nullable String of(Feedback item) {
            return (this == THEME ? item.getTheme() : item.getLanguage()).orElse(null);
        }
    }

    /** The user who said it. */
    record User() implements Facet {
        @Override
        public String word() {
            return "user";
        }

        @Override
        public String of(Feedback item) {
            return item.getUserId();
        }
    }

    /** The value under a key of the metadata. An empty value counts as none. */
    record Metadata(String key) implements Facet {
        @Override
        public String word() {
            return METADATA + key;
        }

        @Override
        public @Nullable String of(Feedback item) {
            String value = item.getMetadata().get(key);
            return value == null || value.isEmpty() ? null : value;
        }
    }
}
