package dev.loop.schemas.intake;

import dev.loop.schemas.avro.FeedbackCommand;
import java.util.List;

/** What the intake made of one item. */
public sealed interface Taken {

    /** @param named whether the sender named the item, so that its id may be known already */
    record Accepted(FeedbackCommand command, boolean named) implements Taken {}

    /** Everything that is wrong with it, in the order found. */
    record Refused(List<FieldError> errors) implements Taken {}
}
