package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a person felt. No enum, since a newer server may answer with a value that this version does not know. */
public final class Sentiment {

    public static final Sentiment POSITIVE = new Sentiment("positive");
    public static final Sentiment NEUTRAL = new Sentiment("neutral");
    public static final Sentiment NEGATIVE = new Sentiment("negative");

    private final String value;

    private Sentiment(String value) {
        this.value = value;
    }

    @JsonCreator
    static Sentiment read(String value) {
        return switch (value) {
            case "positive" -> POSITIVE;
            case "neutral" -> NEUTRAL;
            case "negative" -> NEGATIVE;
            default -> new Sentiment(value);
        };
    }

    @JsonValue
    @Override
    public String toString() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sentiment same && same.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
