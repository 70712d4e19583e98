package dev.loop.topology.question;

import dev.loop.schemas.avro.Feedback;
import org.jspecify.annotations.Nullable;

/** Something that items can be grouped by: a {@link Dimension} of the cells, or a property that only the items know. */
public sealed interface Facet permits Dimension, Facet.User, Facet.Metadata {

    /** The prefix of a metadata key in the API. */
    String METADATA = "metadata.";

    /** Returns the word of the API: {@code tag}, {@code user}, {@code metadata.browser}. */
    String word();

    /** Returns the value of an item; null if it has none. */
    @Nullable
    String of(Feedback item);

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
