package dev.loop.api.live;

import dev.loop.history.EventCursor;
import dev.loop.history.EventCursor.Place;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.FeedbackEvents;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change and its place. Its frames are made once, for the first client that wants them. Not thread-safe. */
public final class LiveChange {

    private final FeedbackChange change;
    private final int partition;
    private final long offset;
    private final List<Place> before;
    private @Nullable List<Frame> frames;

    /** @param before position in each partition before this change */
    public LiveChange(FeedbackChange change, int partition, long offset, List<Place> before) {
        this.change = change;
        this.partition = partition;
        this.offset = offset;
        this.before = List.copyOf(before);
    }

    FeedbackChange change() {
        return change;
    }

    List<Frame> frames() {
        if (frames == null) {
            frames = make();
        }
        return frames;
    }

    private List<Frame> make() {
        List<Event> events = FeedbackEvents.of(change);
        List<Frame> made = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            Place next = i + 1 < events.size() ? new Place(offset, i + 1) : new Place(offset + 1, 0);
            List<Place> places = new ArrayList<>(before);
            places.set(partition, next);
            made.add(Frame.of(events.get(i), new EventCursor(places), partition, new Place(offset, i)));
        }
        return made;
    }
}
