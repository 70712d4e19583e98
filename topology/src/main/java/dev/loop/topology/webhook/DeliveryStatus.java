package dev.loop.topology.webhook;

import java.util.Arrays;
import java.util.Optional;

/** How far a delivery has come. */
public enum DeliveryStatus {
    /** Under way, waiting for its turn, or for its next attempt. */
    PENDING("pending"),
    DELIVERED("delivered"),
    /** All attempts of the schedule failed. Can be replayed. */
    FAILED("failed"),
    /** Its endpoint is disabled. Can be replayed once it is not. */
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
