package dev.loop.api.live;

import dev.loop.history.EventCursor;
import dev.loop.schemas.avro.FeedbackChange;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one client is still to be told: a bounded queue. When it is full, all of it is dropped, and the client is told
 * that there is a gap: newer things are worth more to who looks on, and a list is read again faster than told again.
 */
final class Tail {

    static final int MOST_FRAMES = 1_000;
    static final int MOST_BYTES = 256 << 10;
    /** Written at once. */
    private static final int CHUNK = 16 << 10;

    private final Predicate<FeedbackChange> wanted;
    private final Runnable dropped;
    private final Deque<Frame> queue = new ArrayDeque<>();
    private int bytes;
    private boolean gap;
    private EventCursor reached;
    private @Nullable EventCursor resumedAt;

    /**
     * @param begun where it begins
     * @param dropped runs each time that there is a gap
     */
    Tail(Predicate<FeedbackChange> wanted, EventCursor begun, Runnable dropped) {
        this.wanted = wanted;
        this.reached = begun;
        this.dropped = dropped;
    }

    /** It begins where it was opened. */
    synchronized void begin() {
        put(Frame.open(reached));
    }

    /** It goes on after a backlog that was read up to the cursor, whatever it was told since it was opened. */
    synchronized void resume(List<Frame> backlog, EventCursor next) {
        List<Frame> told = new ArrayList<>(queue);
        queue.clear();
        bytes = 0;
        backlog.forEach(this::put);
        put(Frame.open(next));
        resumedAt = next;
        told.forEach(this::add);
    }

    /** It cannot go on where the client was. */
    synchronized void beginWithGap() {
        drop();
    }

    /** Whether there is anything to be written now. */
    synchronized boolean offer(List<LiveChange> changes, EventCursor after) {
        reached = after;
        for (LiveChange change : changes) {
            if (wanted.test(change.change())) {
                change.frames().forEach(this::add);
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

    /** What was not told by now never will be. */
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

    /** Some of what is to be written; null where there is nothing. After a gap it goes on with what comes then. */
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
