package dev.loop.history;

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
 * All events of items and of projects, for as long as they are kept. They are in order for each item, spike and
 * endpoint, and over all of them roughly in order of time. Only committed events are read.
 *
 * <p>All methods throw {@link dev.loop.question.Questions.NotReadyException} if the log does not answer, or too
 * many read at once.
 */
public interface EventLog {

    /** Returns the cursor before the oldest event that is kept. */
    EventCursor oldest();

    /** Returns the cursor after the newest event. */
    EventCursor newest();

    /** Returns the cursor before the first event written at a time or later, by the broker's clock. */
    EventCursor since(Instant time);

    /**
     * Reads events; waits until there are some, but no longer than {@code wait}.
     *
     * @throws GoneException if something after the cursor is no longer kept
     * @throws ForeignCursorException if the cursor is not of this log
     */
    Page read(EventCursor after, Filter filter, int limit, Duration wait);

    /**
     * Returns the latest changes of an existing item, newest first.
     *
     * @param limit limit of changes
     */
    History history(Feedback item, int limit);

    /** @param whole whether the history goes back to the item's creation */
    record History(List<FeedbackChange> changes, boolean whole) {
        public History {
            changes = List.copyOf(changes);
        }
    }

    /**
     * @param types empty means all
     * @param which a further condition
     */
    record Filter(String project, Set<EventType> types, Predicate<Entry> which) {
        public Filter {
            types = Set.copyOf(types);
        }

        public Filter(String project, Set<EventType> types) {
            this(project, types, any -> true);
        }
    }

    /**
     * @param next cursor to go on from, at the end as well
     * @param more whether there is more to read now
     */
    record Page(List<Event> events, EventCursor next, boolean more) {}

    /** Events after the cursor are no longer all kept. */
    final class GoneException extends RuntimeException {
        private final transient EventCursor oldest;

        public GoneException(EventCursor oldest) {
            super("The log begins after the cursor", null, false, false);
            this.oldest = oldest;
        }

        /** Returns where the log begins now. */
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
