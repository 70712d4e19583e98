package dev.loop.topology.webhook;

import java.util.Arrays;
import java.util.Optional;

/** The status of a delivery. */
public enum DeliveryStatus {
    /** The delivery is under way, or waits for its turn or its next attempt. */
    PENDING("pending"),
    DELIVERED("delivered"),
    /** All attempts of the schedule failed. The delivery can be replayed. */
    FAILED("failed"),
    /** The endpoint is disabled. The delivery can be replayed once the endpoint is enabled. */
    PARKED("parked");

    private final String word;

    DeliveryStatus(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static Optional<DeliveryStatus> of(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word.equals(word))
                .findFirst();
    }
}
