package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;

/** The result of reading a record of {@code webhook-commands} or {@code webhook-attempts}. */
sealed interface RecordReading {

    record Command(WebhookCommand command) implements RecordReading {}

    record Attempt(WebhookAttempt attempt) implements RecordReading {}

    /**
     * @param reason a word for machines, one of {@link dev.loop.topology.deadletter.RefusalCounts#REASONS}
     * @param detail a sentence for people
     */
    record Rejected(String reason, String detail) implements RecordReading {}

    Rejected OF_ANOTHER_PROJECT =
            new Rejected("invalid", "project is not the one that the endpoint's first delivery was of");
}
