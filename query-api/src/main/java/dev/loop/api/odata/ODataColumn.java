package dev.loop.api.odata;

/**
 * A property of the rows of a {@link Shape}.
 *
 * @param description its meaning, for people who build reports
 */
record ODataColumn(String name, ValueType type, boolean nullable, String description) {

    static ODataColumn required(String name, ValueType type, String description) {
        return new ODataColumn(name, type, false, description);
    }

    static ODataColumn optional(String name, ValueType type, String description) {
        return new ODataColumn(name, type, true, description);
    }
}
