package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Whether there is still something to do about an item. No enum, since a newer server may answer with a value that this version does not know. */
public final class Status {

    public static final Status OPEN = new Status("open");
    public static final Status RESOLVED = new Status("resolved");

    private final String value;

    private Status(String value) {
        this.value = value;
    }

    @JsonCreator
    static Status read(String value) {
        return switch (value) {
            case "open" -> OPEN;
            case "resolved" -> RESOLVED;
            default -> new Status(value);
        };
    }

    @JsonValue
    @Override
    public String toString() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Status same && same.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
