package dev.loop.history;

import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.FeedbackEvents;
import java.util.List;

/** The content of one record of the log. */
public sealed interface Entry {

    String project();

    /** Returns its events, which are always the same. */
    List<Event> events();

    /** A change of an item. It may have several events, or none. */
    record OfItem(FeedbackChange change) implements Entry {
        @Override
        public String project() {
            return change.getProject();
        }

        @Override
        public List<Event> events() {
            return FeedbackEvents.of(change);
        }
    }

    /** An event of the project that is about no item. */
    record OfProject(String project, Event event) implements Entry {
        @Override
        public List<Event> events() {
            return List.of(event);
        }
    }
}
