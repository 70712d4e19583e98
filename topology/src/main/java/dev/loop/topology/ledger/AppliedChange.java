package dev.loop.topology.ledger;

import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import org.jspecify.annotations.Nullable;

/**
 * A change as the ledger made it, for nodes of the same task. Unlike in {@code feedback-events}, the item before an
 * erasure is here: it may be read, and must not be written anywhere.
 *
 * @param id {@code evt_…}
 * @param at epoch milliseconds
 */
public record AppliedChange(
        ChangeType type,
        String id,
        String itemId,
        String project,
        long at,
        @Nullable Feedback before,
        @Nullable Feedback after) {}
