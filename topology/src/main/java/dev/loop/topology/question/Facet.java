package dev.loop.topology.question;

import dev.loop.schemas.avro.Feedback;
import org.jspecify.annotations.Nullable;

/**
 * What items can be grouped by: a {@link Dimension}, which cells are kept by, or something of an item that only the items
 * know.
 */
public sealed interface Facet permits Dimension, Facet.User, Facet.Metadata {

    /** Before the key of metadata, in the API. */
    String METADATA = "metadata.";

    /** The word for it in the API: {@code tag}, {@code user}, {@code metadata.browser}. */
    String word();

    /** What an item has of it; null where it has none. */
    @Nullable
    String of(Feedback item);

    /** Who said it. */
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

    /** The value under a key of its metadata. An empty value is none. */
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
