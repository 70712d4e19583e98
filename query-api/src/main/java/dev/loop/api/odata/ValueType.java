package dev.loop.api.odata;

/** The type of a column, and its Java type: values are of the type named here, or null. */
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

    /** Returns the name in {@code $metadata}. */
    String edm() {
        return edm;
    }

    boolean isCollection() {
        return this == STRINGS || this == ENTRIES;
    }

    boolean isNumber() {
        return this == INT64 || this == DOUBLE;
    }

    /** Returns whether values of the two types can be compared: a date is the beginning of its day, in UTC. */
    boolean comparesWith(ValueType other) {
        return !isCollection()
                && (this == other
                        || isNumber() && other.isNumber()
                        || (this == DATE || this == TIME) && (other == DATE || other == TIME));
    }
}
