package dev.loop.schemas.intake;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The item that a create makes, at revision 1. */
public final class NewItem {

    /**
     * @param accountPlan the plan of the author's account, for an item that names none
     * @param offset offset of the command in its partition, -1 if unknown
     */
    public static Feedback of(FeedbackCommand command, @Nullable String accountPlan, long offset) {
        var create = (Create) command.getBody();
        Instant resolvedAt =
                create.getStatus() == Status.RESOLVED ? create.getResolvedAt().orElse(command.getAt()) : null;
        return new Feedback(
                command.getId(),
                command.getProject(),
                create.getUserId(),
                create.getMessage(),
                create.getSentiment(),
                create.getSource().orElse(null),
                create.getTag().orElse(null),
                create.getPlan().orElse(accountPlan),
                create.getStatus(),
                create.getCreatedAt(),
                command.getAt(),
                command.getAt(),
                resolvedAt,
                create.getExternalId().orElse(null),
                create.getMetadata(),
                create.getConsent().orElse(null),
                1L,
                offset);
    }

    private NewItem() {}
}
