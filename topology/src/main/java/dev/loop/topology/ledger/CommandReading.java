package dev.loop.topology.ledger;

import dev.loop.schemas.avro.FeedbackCommand;

/** The result of reading a record of {@code feedback-commands}. */
sealed interface CommandReading {

    /** Returns whether the record was read, and holds nothing that is to be masked: a dead letter keeps its bytes. */
    boolean isClean();

    record Accepted(FeedbackCommand command, boolean isClean) implements CommandReading {}

    /**
     * @param reason a word for machines: {@code malformed}, {@code unknown-schema}, {@code invalid}, …
     * @param detail a sentence for people
     */
    record Rejected(String reason, String detail, boolean isClean) implements CommandReading {}
}
