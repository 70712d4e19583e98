package dev.loop.history;

import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.topology.question.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Increments of items after a position that an answer named: for each item that changed, its last change.
 *
 * <p>A client that holds all items as of {@code since}, or as of anything later, and applies an increment, holds all
 * items as of {@link Increment#next}; applying it twice changes nothing. An increment may include an item that changed
 * just before, and may repeat an erasure, but leaves out nothing after {@code since}.
 *
 * <p>All methods throw {@link dev.loop.question.Questions.NotReadyException} if the log does not answer, or has not
 * reached the position asked for.
 */
public interface ChangeLog {

    /**
     * @param since a position of any project
     * @param atLeast the position that the increment reflects at least
     * @param wait how long to wait for that, at most
     * @throws PositionGoneException if something after {@code since} is no longer kept
     * @throws dev.loop.question.Questions.ForeignPositionException if a position is not of this installation
     */
    Increment after(Position since, Position atLeast, Duration wait);

    /**
     * @param next position to go on from when this is applied
     * @param more whether there is more now, which did not fit
     */
    record Increment(Position next, boolean more, Batch first) {}

    /**
     * A part of the changes; those of one partition come in order.
     *
     * @param rest reads on; empty if there is no more
     */
    record Batch(List<FeedbackChange> changes, Optional<Supplier<Batch>> rest) {}

    /** Changes after the position are no longer all kept. */
    final class PositionGoneException extends RuntimeException {
        public PositionGoneException(Position since) {
            super("The log begins after " + since, null, false, false);
        }
    }
}
