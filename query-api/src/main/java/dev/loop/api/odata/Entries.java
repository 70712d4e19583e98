package dev.loop.api.odata;

/** The complex type {@code Loop.Entry}: a key and its value. */
final class Entries {

    static final String KEY = "Key";
    static final String VALUE = "Value";

    private Entries() {}
}
