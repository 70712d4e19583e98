package dev.loop.topology.ledger;

import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.mask.Masking;
import java.util.Optional;

/** The result of reading a record of {@code feedback-commands}. */
sealed interface CommandReading {

    /**
     * Returns what masks the bytes of the record before a dead letter keeps them; empty if it was read and holds nothing
     * to mask.
     */
    Optional<Masking> masking();

    record Accepted(FeedbackCommand command, Optional<Masking> masking) implements CommandReading {}

    /**
     * @param reason a word for machines: {@code malformed}, {@code unknown-schema}, {@code invalid}, …
     * @param detail a sentence for people
     */
    record Rejected(String reason, String detail, Optional<Masking> masking) implements CommandReading {}
}
