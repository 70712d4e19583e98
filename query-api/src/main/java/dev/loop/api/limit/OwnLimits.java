package dev.loop.api.limit;

import java.util.OptionalInt;

/** The limits of one publishable key: an absent one is that of all keys, and 0 is none. */
public record OwnLimits(
        OptionalInt keyPerSecond, OptionalInt keyPerDay, OptionalInt addressPerMinute, OptionalInt addressPerHour) {

    public static final OwnLimits NONE =
            new OwnLimits(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

    /** Returns whether the key counts addresses for itself, and not together with other keys. */
    boolean ofAddresses() {
        return addressPerMinute.isPresent() || addressPerHour.isPresent();
    }
}
