package dev.loop.connectors.importer;

import java.util.List;
import java.util.Locale;

/**
 * A field of a feedback item that a column can fill.
 *
 * @param name as in the API: {@code user.id}, {@code createdAt}, {@code metadata.browser}
 */
record Field(String name, Kind kind) {

    /** The way in which the text of a column becomes the value of the field. */
    enum Kind {
        /** The text unchanged; absent if empty. */
        TEXT,
        /** The text unchanged; the empty text is a value. */
        MESSAGE,
        /** A word of a closed set, whatever its case and the white space around it. */
        WORD,
        /** An instant. */
        TIME,
        /** true or false, yes or no, 1 or 0. */
        TRUTH,
        /** A JSON object of texts. */
        OBJECT
    }

    private static final String METADATA = "metadata.";

    static final Field EXTERNAL_ID = new Field("externalId", Kind.TEXT);
    static final Field USER_ID = new Field("user.id", Kind.TEXT);
    static final Field MESSAGE = new Field("message", Kind.MESSAGE);
    static final Field SENTIMENT = new Field("sentiment", Kind.WORD);

    static final Field TAG = new Field("tag", Kind.TEXT);
    static final Field CREATED_AT = new Field("createdAt", Kind.TIME);

    /**
     * The time at which the state of a row began at its source; used only by imports that bring known items up to date.
     */
    static final Field UPDATED_AT = new Field("updatedAt", Kind.TIME);

    /** All fields, in the order in which an item is written. */
    static final List<Field> ALL = List.of(
            EXTERNAL_ID,
            USER_ID,
            MESSAGE,
            SENTIMENT,
            TAG,
            new Field("plan", Kind.TEXT),
            new Field("source", Kind.TEXT),
            new Field("status", Kind.WORD),
            CREATED_AT,
            new Field("resolvedAt", Kind.TIME),
            UPDATED_AT,
            new Field("consent", Kind.TRUTH),
            new Field("metadata", Kind.OBJECT));

    /** The fields without which the API takes no item. */
    static final List<Field> REQUIRED = List.of(USER_ID, MESSAGE, SENTIMENT);

    static Field of(String name) {
        if (name.startsWith(METADATA) && name.length() > METADATA.length()) {
            return new Field(name, Kind.TEXT);
        }
        List<String> names = ALL.stream().map(Field::name).toList();
        return ALL.stream()
                .filter(field -> field.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new ImportException("There is no field '" + name + "'. "
                        + Advice.on(name, names, "The fields are, and metadata.ANYTHING beside them")));
    }

    boolean inMetadata() {
        return name.startsWith(METADATA);
    }

    String metadataKey() {
        return name.substring(METADATA.length());
    }

    /** Returns a name without case, underscores, dots, dashes and spaces. */
    static String bare(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    }
}
