package dev.loop.api.odata;

/** What a column holds, and how it is in Java: never another type than the one named here, or null. */
enum ValueType {
    /** {@link String} */
    STRING("Edm.String"),
    /** {@link Long} */
    INT64("Edm.Int64"),
    /** {@link Double} */
    DOUBLE("Edm.Double"),
    /** {@link Boolean} */
    BOOLEAN("Edm.Boolean"),
    /** {@link java.time.LocalDate} */
    DATE("Edm.Date"),
    /** {@link java.time.Instant}, to the millisecond. */
    TIME("Edm.DateTimeOffset"),
    /** A list of {@link String}. */
    STRINGS("Collection(Edm.String)"),
    /** A map of {@link String} to {@link String}: key and value of each. */
    ENTRIES("Collection(Loop.Entry)");

    private final String edm;

    ValueType(String edm) {
        this.edm = edm;
    }

    /** Its name in {@code $metadata}. */
    String edm() {
        return edm;
    }

    boolean isCollection() {
        return this == STRINGS || this == ENTRIES;
    }

    boolean isNumber() {
        return this == INT64 || this == DOUBLE;
    }

    /** Whether values of the two can be compared: a date is the beginning of its day, UTC. */
    boolean comparesWith(ValueType other) {
        return !isCollection()
                && (this == other
                        || isNumber() && other.isNumber()
                        || (this == DATE || this == TIME) && (other == DATE || other == TIME));
    }
}
