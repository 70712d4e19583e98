package dev.loop.topology.search;

import dev.loop.topology.question.Dimension;

/** The names of what is kept of an item in the index. Change {@link #VERSION} with them. */
final class Fields {

    /** Of the fields and what is in them. An index made with another one is made again. */
    static final int VERSION = 1;

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

    /** A key and its value in one word. */
    static final String METADATA = "metadata";

    static final String USER = "user";
    static final String PROJECT = "project";

    /** An item without a value has the empty text. */
    static String of(Dimension dimension) {
        return dimension.word();
    }

    /** Keys have no NUL. An empty value is as good as none. */
    static String metadata(String key, String value) {
        return key + '\0' + value;
    }

    private Fields() {}
}
