package dev.loop.api.live;

import dev.loop.history.Entry;
import dev.loop.history.EventCursor;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The events that one client has not received yet: a bounded queue. When it is full, all of it is dropped and the
 * client gets a gap: a viewer wants newer events, and reads a list again faster than it would receive each change.
 */
final class Tail {

    static final int MOST_FRAMES = 1_000;
    static final int MOST_BYTES = 256 << 10;
    /** The bytes of one write. */
    private static final int CHUNK = 16 << 10;

    private final Predicate<Entry> wanted;
    private final Runnable dropped;
    private final Deque<Frame> queue = new ArrayDeque<>();
    private int bytes;
    private boolean gap;
    private EventCursor reached;
    private @Nullable EventCursor resumedAt;

    /**
     * @param begun position of the opening
     * @param dropped runs each time that there is a gap
     */
    Tail(Predicate<Entry> wanted, EventCursor begun, Runnable dropped) {
        this.wanted = wanted;
        this.reached = begun;
        this.dropped = dropped;
    }

    /** Begins at the position of the opening. */
    synchronized void begin() {
        put(Frame.open(reached));
    }

    /** Goes on after a backlog that was read up to the cursor, whatever was queued since the opening. */
    synchronized void resume(List<Frame> backlog, EventCursor next) {
        List<Frame> told = new ArrayList<>(queue);
        queue.clear();
        bytes = 0;
        backlog.forEach(this::put);
        put(Frame.open(next));
        resumedAt = next;
        told.forEach(this::add);
    }

    /** Begins with a gap, since the client's position is no longer kept. */
    synchronized void beginWithGap() {
        drop();
    }

    /** Queues what is wanted. Returns whether there is anything to write now. */
    synchronized boolean offer(List<LiveEntry> entries, EventCursor after) {
        reached = after;
        for (LiveEntry entry : entries) {
            if (wanted.test(entry.entry())) {
                entry.frames().forEach(this::add);
            }
        }
        return gap || !queue.isEmpty();
    }

    private void add(Frame frame) {
        if (gap || resumedAt != null && frame.isBefore(resumedAt)) {
            return;
        }
        if (queue.size() >= MOST_FRAMES || bytes + frame.bytes().length > MOST_BYTES) {
            drop();
            return;
        }
        put(frame);
    }

    private void put(Frame frame) {
        queue.add(frame);
        bytes += frame.bytes().length;
    }

    /** Drops everything that is still queued. */
    synchronized void drop() {
        queue.clear();
        bytes = 0;
        gap = true;
        dropped.run();
    }

    synchronized int queuedBytes() {
        return bytes;
    }

    synchronized boolean heartbeat() {
        if (!queue.isEmpty() || gap) {
            return false;
        }
        put(Frame.heartbeat());
        return true;
    }

    /** Returns some of the queued bytes; null if there are none. After a gap the tail goes on with the next changes. */
    synchronized byte @Nullable [] take() {
        if (gap) {
            gap = false;
            return Frame.gap(reached).bytes();
        }
        if (queue.isEmpty()) {
            return null;
        }
        var chunk = new ByteArrayOutputStream(Math.min(CHUNK, Math.max(32, bytes)));
        do {
            Frame frame = queue.remove();
            bytes -= frame.bytes().length;
            chunk.writeBytes(frame.bytes());
        } while (!queue.isEmpty() && chunk.size() + queue.element().bytes().length <= CHUNK);
        return chunk.toByteArray();
    }
}
