package dev.loop.topology.search;

import dev.loop.topology.question.Dimension;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of what is kept of an item in the index. Change {@link #VERSION} with them. */
final class Fields {

    /** Of the fields and what is in them. An index made with another one is made again. */
    static final int VERSION = 1;

    private static final char END = '\0';

    /** Words with their positions. */
    static final String MESSAGE = "message";

    /** To find an item by, and to order by. */
    static final String ID = "id";

    /** Epoch milliseconds of {@code createdAt}. */
    static final String CREATED_AT = "createdAt";

    /** {@code Tally.index} of sentiment and status. */
    static final String OUTCOME = "outcome";

    /** How long it took to resolve, in milliseconds; only of items that are. */
    static final String RESOLUTION = "resolution";

    /** {@link #metadata}. */
    static final String METADATA = "metadata";

    static final String USER = "user";
    static final String PROJECT = "project";

    /** An item without a value has the empty text. */
    static String of(Dimension dimension) {
        return dimension.word();
    }

    /** Keys and values by turns, with a NUL after each: there is none in them. */
    static String metadata(Map<String, String> metadata) {
        StringBuilder all = new StringBuilder();
        metadata.forEach(
                (key, value) -> all.append(key).append(END).append(value).append(END));
        return all.toString();
    }

    /** The value of a key; null where there is none. */
    static @Nullable String value(String metadata, String key) {
        int at = 0;
        while (at < metadata.length()) {
            int keyEnd = metadata.indexOf(END, at);
            int valueEnd = metadata.indexOf(END, keyEnd + 1);
            if (keyEnd < 0 || valueEnd < 0) {
                return null;
            }
            if (metadata.startsWith(key, at) && keyEnd - at == key.length()) {
                return metadata.substring(keyEnd + 1, valueEnd);
            }
            at = valueEnd + 1;
        }
        return null;
    }

    private Fields() {}
}
