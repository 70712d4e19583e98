package dev.loop.api;

import dev.loop.history.EventCursor;
import dev.loop.history.EventCursor.Place;
import dev.loop.history.EventLog;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One partition, one event a record; each was written at the second of its index. */
final class InMemoryEvents implements EventLog {

    final List<Event> events = new ArrayList<>();
    final List<FeedbackChange> changes = new ArrayList<>();
    volatile long begin;

    @Override
    public EventCursor oldest() {
        return at(begin);
    }

    @Override
    public EventCursor newest() {
        return at(events.size());
    }

    @Override
    public EventCursor since(Instant time) {
        return at(time.getEpochSecond());
    }

    @Override
    public Page read(EventCursor after, Filter filter, int limit, Duration wait) {
        if (after.places().size() != 1 || after.places().get(0).offset() > events.size()) {
            throw new ForeignCursorException();
        }
        long next = after.places().get(0).offset();
        if (next < begin) {
            throw new GoneException(oldest());
        }
        List<Event> found = new ArrayList<>();
        for (; next < events.size() && found.size() < limit; next++) {
            Event event = events.get((int) next);
            if (filter.types().isEmpty() || filter.types().contains(event.type())) {
                found.add(event);
            }
        }
        return new Page(found, at(next), next < events.size());
    }

    @Override
    public History history(Feedback item, int limit) {
        List<FeedbackChange> newest = new ArrayList<>(changes);
        Collections.reverse(newest);
        return new History(
                newest.stream()
                        .filter(change -> change.getId().equals(item.getId()))
                        .limit(limit)
                        .toList(),
                true);
    }

    private static EventCursor at(long offset) {
        return new EventCursor(List.of(new Place(offset, 0)));
    }
}
