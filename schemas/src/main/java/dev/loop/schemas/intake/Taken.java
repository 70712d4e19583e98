package dev.loop.schemas.intake;

import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.text.FieldError;
import java.util.List;

/** The result of the intake for one item. */
public sealed interface Taken {

    /** @param named whether the sender named the item, so that its id may be known already */
    record Accepted(FeedbackCommand command, boolean named) implements Taken {}

    /** All errors of the item, in the order found. */
    record Refused(List<FieldError> errors) implements Taken {}
}
