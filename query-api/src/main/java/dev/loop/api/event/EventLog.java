package dev.loop.api.event;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Everything that happened to items, for as long as it is kept. In order for each item; over items roughly in order of
 * time. Reads what is committed only.
 *
 * <p>All methods throw {@link dev.loop.api.question.Questions.NotReadyException} where the log does not answer or too many
 * read at once.
 */
public interface EventLog {

    /** Before the oldest event that is kept. */
    EventCursor oldest();

    /** After the newest. */
    EventCursor newest();

    /** Before the first event that was written then or later, by the broker's clock. */
    EventCursor since(Instant time);

    /**
     * Waits until there is something, but no longer than {@code wait}.
     *
     * @throws GoneException if something after the cursor is not kept any more
     * @throws ForeignCursorException if the cursor is not of this log
     */
    Page read(EventCursor after, Filter filter, int limit, Duration wait);

    /**
     * The latest changes of an item, as it stands, the newest first.
     *
     * @param limit how many at most
     */
    History history(Feedback item, int limit);

    /** @param whole whether it goes back to the item's creation */
    record History(List<FeedbackChange> changes, boolean whole) {
        public History {
            changes = List.copyOf(changes);
        }
    }

    /**
     * @param types none means all
     * @param which changes, besides
     */
    record Filter(String project, Set<EventType> types, Predicate<FeedbackChange> which) {
        public Filter {
            types = Set.copyOf(types);
        }

        public Filter(String project, Set<EventType> types) {
            this(project, types, change -> true);
        }
    }

    /**
     * @param next where to go on, at the end as well
     * @param more whether there is more to read now
     */
    record Page(List<Event> events, EventCursor next, boolean more) {}

    /** What comes after a cursor is not all there any more. */
    final class GoneException extends RuntimeException {
        private final transient EventCursor oldest;

        public GoneException(EventCursor oldest) {
            super("The log begins after the cursor", null, false, false);
            this.oldest = oldest;
        }

        /** Where the log begins now. */
        public EventCursor oldest() {
            return oldest;
        }
    }

    /** The cursor was made by another installation. */
    final class ForeignCursorException extends RuntimeException {
        public ForeignCursorException() {
            super("The cursor is not of this log", null, false, false);
        }
    }
}
