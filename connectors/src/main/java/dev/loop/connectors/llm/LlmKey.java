package dev.loop.connectors.llm;

/** The key of a server. Its text is in no log and no message. */
public final class LlmKey {

    private static final int LONGEST = 1_000;

    private final String value;

    private LlmKey(String value) {
        this.value = value;
    }

    /** @throws IllegalArgumentException whose message says what is wrong, and does not hold the key */
    public static LlmKey parse(String text) {
        String value = text.strip();
        if (value.isEmpty() || value.length() > LONGEST || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "must be one word of ASCII letters, digits and signs, as the server's operator gave it");
        }
        return new LlmKey(value);
    }

    String value() {
        return value;
    }

    @Override
    public String toString() {
        return "(hidden)";
    }
}
