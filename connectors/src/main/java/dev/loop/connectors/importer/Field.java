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
        /** A whole number, a member of the rating. */
        NUMBER,
        /** Several texts: a list, or a text with commas between them. */
        LIST,
        /** A JSON object of texts. */
        OBJECT
    }

    private static final String METADATA = "metadata.";
    private static final String USER_MEMBER = "user.";

    static final Field EXTERNAL_ID = new Field("externalId", Kind.TEXT);
    static final Field USER_ID = new Field("user.id", Kind.TEXT);
    static final Field MESSAGE = new Field("message", Kind.MESSAGE);
    static final Field SENTIMENT = new Field("sentiment", Kind.WORD);

    static final Field TAG = new Field("tag", Kind.TEXT);
    static final Field TAGS = new Field("tags", Kind.LIST);
    /** The members of {@code user} beside its id, where a row of JSON has the object; no column becomes it. */
    static final Field USER = new Field("user", Kind.OBJECT);

    static final Field RATING = new Field("rating.value", Kind.NUMBER);
    static final Field RATING_OF = new Field("rating.of", Kind.NUMBER);
    static final Field CREATED_AT = new Field("createdAt", Kind.TIME);

    /**
     * The time at which the state of a row began at its source; used only by imports that bring known items up to date.
     */
    static final Field UPDATED_AT = new Field("updatedAt", Kind.TIME);

    /** A field of the API that no row can fill. */
    static final String AGE = "ageSeconds";

    static final String AGE_REFUSED =
            "ageSeconds counts from the moment of sending, and a file does not tell when it was written.";

    /** All fields, in the order in which an item is written. */
    static final List<Field> ALL = List.of(
            EXTERNAL_ID,
            USER_ID,
            USER,
            MESSAGE,
            SENTIMENT,
            RATING,
            RATING_OF,
            TAG,
            TAGS,
            new Field("plan", Kind.TEXT),
            new Field("source", Kind.TEXT),
            new Field("status", Kind.WORD),
            CREATED_AT,
            new Field("resolvedAt", Kind.TIME),
            UPDATED_AT,
            new Field("consent", Kind.TRUTH),
            new Field("metadata", Kind.OBJECT));

    /** The fields without which the API takes no item. */
    static final List<Field> REQUIRED = List.of(USER_ID, MESSAGE);

    static Field of(String name) {
        if (name.startsWith(METADATA) && name.length() > METADATA.length()) {
            return new Field(name, Kind.TEXT);
        }
        if (name.equals("rating")) {
            return RATING;
        }
        if (name.equals(AGE)) {
            throw new ImportException(AGE_REFUSED + " Map a time by --map createdAt=COLUMN.");
        }
        if (name.equals(USER.name)) {
            throw new ImportException(
                    "A column is one value, and 'user' has several. Use 'user.id' for the person's id.");
        }
        if (name.startsWith(USER_MEMBER) && name.length() > USER_MEMBER.length() && !name.equals(USER_ID.name)) {
            return new Field(name, Kind.TEXT);
        }
        List<Field> columns = ALL.stream().filter(field -> !field.equals(USER)).toList();
        List<String> names = columns.stream().map(Field::name).toList();
        return columns.stream()
                .filter(field -> field.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new ImportException("There is no field '" + name + "'. "
                        + Advice.on(
                                name, names, "The fields are, and metadata.ANYTHING and user.ANYTHING beside them")));
    }

    /** Returns whether it is a member of the user, or the object of all. */
    boolean inUser() {
        return equals(USER) || name.startsWith(USER_MEMBER);
    }

    String userMember() {
        return name.substring(USER_MEMBER.length());
    }

    boolean takesLists() {
        return equals(TAG) || equals(TAGS) || inMetadata();
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
