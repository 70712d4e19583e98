package dev.loop.api.event;

import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.topology.question.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What became of items after a position that an answer named: of each item that changed, its last change.
 *
 * <p>Whoever has all items as of {@code since}, or as of anything after it, and takes over what is here, has all items as
 * of {@link Increment#next}; taking the same over twice changes nothing. An item may be told that changed just before, and
 * an erasure be told again, but nothing after {@code since} is left out.
 *
 * <p>All methods throw {@link dev.loop.api.question.Questions.NotReadyException} where the log does not answer, or has not
 * come as far as is asked for.
 */
public interface ChangeLog {

    /**
     * @param since of any project
     * @param atLeast what the increment reflects at least
     * @param wait for that, at most
     * @throws PositionGoneException if something after {@code since} is not kept any more
     * @throws dev.loop.api.question.Questions.ForeignPositionException if a position is not of this installation
     */
    Increment after(Position since, Position atLeast, Duration wait);

    /**
     * @param next what to go on from when this is taken over
     * @param more whether there is more now, which did not fit
     */
    record Increment(Position next, boolean more, Batch first) {}

    /**
     * Some of them; the changes of one partition in their order.
     *
     * @param rest reads on; empty where there is no more
     */
    record Batch(List<FeedbackChange> changes, Optional<Supplier<Batch>> rest) {}

    /** What comes after a position is not all there any more. */
    final class PositionGoneException extends RuntimeException {
        public PositionGoneException(Position since) {
            super("The log begins after " + since, null, false, false);
        }
    }
}
