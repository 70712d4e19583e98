package dev.loop.api.live;

import dev.loop.history.Entry;
import dev.loop.history.EventCursor;
import dev.loop.history.EventCursor.Place;
import dev.loop.schemas.event.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entry of the log and its place. Its frames are made once, for the first client that wants them. Not thread-safe. */
public final class LiveEntry {

    private final Entry entry;
    private final int partition;
    private final long offset;
    private final List<Place> before;
    private @Nullable List<Frame> frames;

    /**
     * @param partition index of its partition in a cursor
     * @param before position in each partition before this entry
     */
    public LiveEntry(Entry entry, int partition, long offset, List<Place> before) {
        this.entry = entry;
        this.partition = partition;
        this.offset = offset;
        this.before = List.copyOf(before);
    }

    Entry entry() {
        return entry;
    }

    List<Frame> frames() {
        if (frames == null) {
            frames = make();
        }
        return frames;
    }

    private List<Frame> make() {
        List<Event> events = entry.events();
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
