package dev.loop.schemas.intake;

import java.util.Optional;

/**
 * The origin of an item, as the code that receives it knows it.
 *
 * @param actor sender for the record: the name of a key
 * @param idempotencyKey names this one item, where it carries no {@code externalId}
 * @param publishable the key that sent it, where that is publishable
 */
public record Origin(
        String project, Optional<String> actor, Optional<String> idempotencyKey, Optional<PublishableKey> publishable) {

    public Origin(String project, Optional<String> actor, Optional<String> idempotencyKey) {
        this(project, actor, idempotencyKey, Optional.empty());
    }
}
