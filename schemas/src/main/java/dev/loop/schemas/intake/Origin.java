package dev.loop.schemas.intake;

import java.util.Optional;

/**
 * The origin of an item, as the way in knows it.
 *
 * @param actor the sender, for the history: the name of a key
 * @param idempotencyKey names this one item, if it has no {@code externalId}
 */
public record Origin(String project, Optional<String> actor, Optional<String> idempotencyKey) {}
