package dev.loop.topology.ledger;

import dev.loop.schemas.avro.FeedbackCommand;

/** The result of reading a record of {@code feedback-commands}. */
sealed interface CommandReading {

    record Accepted(FeedbackCommand command) implements CommandReading {}

    /**
     * @param reason a word for machines: {@code malformed}, {@code unknown-schema}, {@code invalid}, …
     * @param detail a sentence for people
     */
    record Rejected(String reason, String detail) implements CommandReading {}
}
