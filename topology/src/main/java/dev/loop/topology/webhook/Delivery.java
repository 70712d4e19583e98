package dev.loop.topology.webhook;

import dev.loop.schemas.avro.AttemptOutcome;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One event for one endpoint, as it stands now. Times are epoch milliseconds.
 *
 * @param sequence 1 for the endpoint's first delivery, then 2, 3, … without a gap
 * @param createdAt when the event happened
 * @param attempts requests sent so far, replays included
 * @param nextAttemptAt empty unless the delivery waits for a set time
 * @param lastStatus HTTP status of the latest attempt, if an answer came
 */
public record Delivery(
        String id,
        String endpointId,
        String project,
        String eventId,
        String type,
        long sequence,
        DeliveryStatus status,
        int attempts,
        long createdAt,
        OptionalLong nextAttemptAt,
        OptionalLong lastAttemptAt,
        Optional<AttemptOutcome> lastOutcome,
        OptionalInt lastStatus) {}
