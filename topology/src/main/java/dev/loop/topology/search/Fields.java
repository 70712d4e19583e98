package dev.loop.topology.search;

import dev.loop.topology.question.Facet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of the index's fields. Change {@link #VERSION} with them. */
final class Fields {

    /** The version of the fields and their content. An index of another version is made again. */
    static final int VERSION = 4;

    private static final char END = '\0';

    /** The words of the message, with their positions. */
    static final String MESSAGE = "message";

    /** The item id, to find an item by and to order by. */
    static final String ID = "id";

    /** {@code createdAt} in epoch milliseconds. */
    static final String CREATED_AT = "createdAt";

    /** {@code Tally.index} of sentiment and status. */
    static final String OUTCOME = "outcome";

    /** The milliseconds that it took to resolve the item; absent for open items. */
    static final String RESOLUTION = "resolution";

    /** The metadata, encoded by {@link #metadata}. */
    static final String METADATA = "metadata";

    /** 1 where the sentiment is a guess; absent where it is none. */
    static final String UNSURE = "unsure";

    /** The language of the message; absent where nothing told it. */
    static final String LANGUAGE = "language";

    /** The theme that the item joined; absent where it is in none. */
    static final String THEME = "theme";

    /** The vector of the message's meaning; absent until an analyst has read it. */
    static final String VECTOR = "vector";

    /** The vector's {@link SignCode}. */
    static final String SIGNS = "signs";

    static final String USER = "user";
    static final String PROJECT = "project";

    /**
     * Returns the field of a dimension, or of another facet with a column. An item without a value has the empty text, or
     * none.
     */
    static String of(Facet facet) {
        return facet.word();
    }

    /** Encodes metadata as alternating keys and values, each followed by a NUL, which neither contains. */
    static String metadata(Map<String, String> metadata) {
        StringBuilder all = new StringBuilder();
        metadata.forEach(
                (key, value) -> all.append(key).append(END).append(value).append(END));
        return all.toString();
    }

    /** Returns the value of a key; null if there is none. */
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
