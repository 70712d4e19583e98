package dev.loop.schemas.intake;

import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.text.FieldError;
import java.util.List;
import java.util.Optional;

/** The result of the intake for one item. */
public sealed interface Taken {

    /**
     * @param named whether the sender named the item, so that its id may be known already
     * @param suspicion why the item may be spam, as the end of a sentence that begins with the sender
     */
    record Accepted(FeedbackCommand command, boolean named, Optional<String> suspicion) implements Taken {

        public Accepted(FeedbackCommand command, boolean named) {
            this(command, named, Optional.empty());
        }
    }

    /** All errors of the item, in the order found. */
    record Refused(List<FieldError> errors) implements Taken {}
}
