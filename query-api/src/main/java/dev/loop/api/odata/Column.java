package dev.loop.api.odata;

/**
 * A property of the rows of a {@link Shape}.
 *
 * @param description its meaning, for people who build reports
 */
record Column(String name, ValueType type, boolean nullable, String description) {

    static Column required(String name, ValueType type, String description) {
        return new Column(name, type, false, description);
    }

    static Column optional(String name, ValueType type, String description) {
        return new Column(name, type, true, description);
    }
}
