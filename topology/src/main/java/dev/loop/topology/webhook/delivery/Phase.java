package dev.loop.topology.webhook.delivery;

import dev.loop.topology.webhook.DeliveryStatus;

/** The phase of a delivery; it is in exactly one. Codes are stored: never change one. */
enum Phase {
    /** The delivery is in the endpoint's queue, by sequence. */
    READY(1, DeliveryStatus.PENDING),
    /** The delivery is in the schedule, with a due time. */
    WAITING(2, DeliveryStatus.PENDING),
    /** The delivery is at the sender, with a ticket. */
    DISPATCHED(3, DeliveryStatus.PENDING),
    DELIVERED(4, DeliveryStatus.DELIVERED),
    FAILED(5, DeliveryStatus.FAILED),
    PARKED(6, DeliveryStatus.PARKED);

    final byte code;
    final DeliveryStatus status;

    Phase(int code, DeliveryStatus status) {
        this.code = (byte) code;
        this.status = status;
    }

    static Phase of(byte code) {
        return switch (code) {
            case 1 -> READY;
            case 2 -> WAITING;
            case 3 -> DISPATCHED;
            case 4 -> DELIVERED;
            case 5 -> FAILED;
            case 6 -> PARKED;
            default -> throw new IllegalStateException("no phase has the code " + code);
        };
    }
}
