package dev.loop.api.live;

import dev.loop.history.EventCursor;
import dev.loop.history.EventCursor.Place;
import dev.loop.schemas.event.Event;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One message of a stream, as its bytes (WHATWG HTML, "Server-sent events"), shared by all clients.
 *
 * @param partition partition of its event; -1 if it has none
 * @param place of its event in that partition
 */
record Frame(int partition, Place place, byte[] bytes) {

    private static final int NOWHERE = -1;

    /** Returns the frame of an event, with the cursor from which its receiver goes on after a break. */
    static Frame of(Event event, EventCursor next, int partition, Place place) {
        return new Frame(partition, place, bytes("id: " + next + "\n", event));
    }

    /**
     * Returns the frame of an earlier event. A break before the end of the backlog repeats it, since only the end has
     * an id.
     */
    static Frame ofBacklog(Event event) {
        return new Frame(NOWHERE, new Place(0, 0), bytes("", event));
    }

    /** Returns the frame after which the stream is complete. */
    static Frame open(EventCursor at) {
        return notice("open", at);
    }

    /** Returns the frame that reports lost events: a client that shows a list has to read it again. */
    static Frame gap(EventCursor at) {
        return notice("gap", at);
    }

    /** Returns a comment, which keeps proxies from taking the silence for an end. */
    static Frame heartbeat() {
        return new Frame(NOWHERE, new Place(0, 0), ":\n\n".getBytes(StandardCharsets.UTF_8));
    }

    /** Returns whether a reader that has reached the cursor has seen this frame. */
    boolean isBefore(EventCursor cursor) {
        if (partition == NOWHERE) {
            return false;
        }
        Place reached = cursor.places().get(partition);
        return place.offset() < reached.offset()
                || place.offset() == reached.offset() && place.taken() < reached.taken();
    }

    private static Frame notice(String event, EventCursor at) {
        return new Frame(
                NOWHERE,
                new Place(0, 0),
                ("id: " + at + "\nevent: " + event + "\ndata: {}\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the bytes; JSON has no line breaks, so that it is one line of data. */
    private static byte[] bytes(String id, Event event) {
        var out = new ByteArrayOutputStream(1024);
        out.writeBytes((id + "event: " + event.type().word() + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(event.json());
        out.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }
}
