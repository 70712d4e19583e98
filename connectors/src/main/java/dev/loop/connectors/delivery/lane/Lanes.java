package dev.loop.connectors.delivery.lane;

import dev.loop.connectors.delivery.lane.HandedBack.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One queue for each endpoint, served in turn. No endpoint can have so much under way that nothing is left for the
 * others: a lane may start a request only while it has fewer under way than slots are free (dynamic thresholds:
 * Choudhury and Hahne, 1998), and begins with few until the endpoint has shown that it answers.
 *
 * <p>Nothing here waits or blocks: what cannot be sent soon is handed back. Not thread-safe.
 *
 * @param <T> what is sent
 */
public final class Lanes<T> {

    private static final long IDLE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long LOOK_EVERY = Duration.ofMillis(100).toNanos();

    /** The longest wait is divided by this while too much waits. */
    private static final int WHEN_HURRIED = 5;

    /**
     * The limit of queued items for each slot. More than are under way are queued, so that no slot waits for the log.
     */
    private static final int QUEUED_PER_SLOT = 4;

    private record Later<T>(Lane<T> lane, long at) {}

    private final LaneSettings settings;
    private final LongSupplier nanoTime;
    private final Map<String, Lane<T>> lanes = new HashMap<>();
    private final Deque<Lane<T>> turns = new ArrayDeque<>();
    private final PriorityQueue<Later<T>> later = new PriorityQueue<>((a, b) -> Long.compare(a.at() - b.at(), 0));
    private final List<HandedBack<T>> handedBack = new ArrayList<>();
    private int inFlight;
    private int queued;
    private long queuedBytes;
    private long lookedAt;
    private boolean served;
    private boolean full;
    private boolean hurried;

    public Lanes(LaneSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.lookedAt = nanoTime.getAsLong();
    }

    /** Queues an item, or hands it back. */
    public void offer(String key, LaneLimits limits, T item, int bytes) {
        long now = nanoTime.getAsLong();
        Lane<T> lane = lanes.computeIfAbsent(key, Lane::new);
        lane.activeAt = now;
        lane.limit(limits, now);
        if (lane.nanosClosed(now) > 0) {
            Reason why = lane.nanosAsked(now) > 0 ? Reason.ASKED_TO_WAIT : Reason.BREAKER_OPEN;
            handBack(item, why, lane.nanosClosed(now));
        } else if (lane.nanosForOneMore(now) > settings.longestWait().toNanos()) {
            handBack(item, Reason.RATE_LIMIT, lane.nanosForOneMore(now));
        } else if (lane.queue.size() >= settings.queuedPerLane()) {
            handBack(item, Reason.LANE_FULL, -1);
        } else {
            if (lane.queue.isEmpty()) {
                lane.movedAt = now;
            }
            lane.queue.add(new Lane.Queued<>(item, bytes, now));
            queued++;
            queuedBytes += bytes;
            giveTurn(lane);
        }
    }

    /** Returns an item that is to be sent now, if there is one; it is under way from then on. */
    public Optional<T> next() {
        long now = nanoTime.getAsLong();
        served = true;
        while (!later.isEmpty() && later.peek().at() - now <= 0) {
            Lane<T> lane = later.remove().lane();
            lane.inTurn = false;
            giveTurn(lane);
        }
        for (int left = turns.size(); left > 0 && inFlight < settings.inFlight(); left--) {
            Lane<T> lane = turns.remove();
            lane.inTurn = false;
            if (!lane.mayStart()) {
                continue;
            }
            if (lane.nanosClosed(now) > 0) {
                waitUntil(lane, now + lane.nanosClosed(now));
                continue;
            }
            if (lane.inFlight >= settings.inFlight() - inFlight) {
                giveTurn(lane);
                continue;
            }
            if (!lane.takeToken(now)) {
                waitUntil(lane, now + lane.nanosForNext(now));
                continue;
            }
            Lane.Queued<T> first = take(lane);
            lane.movedAt = now;
            lane.inFlight++;
            inFlight++;
            giveTurn(lane);
            return Optional.of(first.item());
        }
        return Optional.empty();
    }

    /** Records that a request ended after this time, with or without an answer. */
    public void answered(String key, Duration took) {
        @Nullable Lane<T> lane = lanes.get(key);
        if (lane != null) {
            lane.answered(took.toNanos());
        }
    }

    /** Records a successful answer. */
    public void succeeded(String key) {
        @Nullable Lane<T> lane = lanes.get(key);
        if (lane != null) {
            lane.succeeded();
            giveTurn(lane);
        }
    }

    /** Records a failure. After several in a row, queued items are handed back. */
    public void failed(String key) {
        @Nullable Lane<T> lane = lanes.get(key);
        long open = settings.openFor().toNanos();
        if (lane != null && lane.failed(settings.failuresToOpen(), open, nanoTime.getAsLong())) {
            handBackAll(lane, Reason.BREAKER_OPEN, open);
        }
    }

    /** Records that the endpoint asked to be left alone; queued items are handed back. */
    public void askedToWait(String key, Duration wait) {
        @Nullable Lane<T> lane = lanes.get(key);
        if (lane != null) {
            long nanos = Math.min(wait.toNanos(), settings.openFor().toNanos());
            lane.askedToWait(nanos, nanoTime.getAsLong());
            handBackAll(lane, Reason.ASKED_TO_WAIT, wait.toNanos());
        }
    }

    /** Records that a request is no longer under way. */
    public void released(String key) {
        @Nullable Lane<T> lane = lanes.get(key);
        if (lane != null && lane.inFlight > 0) {
            lane.inFlight--;
            inFlight--;
            lane.activeAt = nanoTime.getAsLong();
            giveTurn(lane);
        }
    }

    /**
     * Returns what was handed back since the last call. Now and then it also looks for lanes that do not move, and for
     * items that a slow endpoint will not take soon. Items that wait because the whole sender is busy are kept.
     */
    public List<HandedBack<T>> handedBack() {
        long now = nanoTime.getAsLong();
        if (now - lookedAt > LOOK_EVERY) {
            long since = now - lookedAt;
            // No lane was at fault for not moving while nobody was served.
            boolean atRest = !served || since > 3 * LOOK_EVERY;
            served = false;
            lookedAt = now;
            look(now, atRest ? since : 0);
        }
        if (handedBack.isEmpty()) {
            return List.of();
        }
        List<HandedBack<T>> all = List.copyOf(handedBack);
        handedBack.clear();
        return all;
    }

    /** Forgets queued items. */
    public void discard(Predicate<T> which) {
        for (Lane<T> lane : lanes.values()) {
            for (Iterator<Lane.Queued<T>> each = lane.queue.iterator(); each.hasNext(); ) {
                Lane.Queued<T> one = each.next();
                if (which.test(one.item())) {
                    each.remove();
                    queued--;
                    queuedBytes -= one.bytes();
                }
            }
        }
    }

    /** Returns whether no more should be offered until less waits. */
    public boolean full() {
        int part = full ? 2 : 1;
        full = queuedBytes > settings.queuedBytes() / part || queued > QUEUED_PER_SLOT * settings.inFlight() / part;
        return full;
    }

    /** Sets whether items of lanes that do not move must be handed back sooner. */
    public void hurry(boolean need) {
        hurried = need;
    }

    public int inFlight() {
        return inFlight;
    }

    public int queued() {
        return queued;
    }

    public long queuedBytes() {
        return queuedBytes;
    }

    /**
     * Returns the time until it is worth asking for the next item again although nothing was offered or released
     * meanwhile.
     */
    public Duration untilNext() {
        @Nullable Later<T> first = later.peek();
        return first == null
                ? Duration.ofNanos(LOOK_EVERY)
                : Duration.ofNanos(Math.max(0, Math.min(LOOK_EVERY, first.at() - nanoTime.getAsLong())));
    }

    private void giveTurn(Lane<T> lane) {
        if (!lane.inTurn && lane.mayStart()) {
            lane.inTurn = true;
            turns.add(lane);
        }
    }

    /** Schedules the lane. It counts as having its turn, so that it is not given another meanwhile. */
    private void waitUntil(Lane<T> lane, long at) {
        lane.inTurn = true;
        later.add(new Later<>(lane, at));
    }

    private Lane.Queued<T> take(Lane<T> lane) {
        Lane.Queued<T> first = lane.queue.remove();
        queued--;
        queuedBytes -= first.bytes();
        return first;
    }

    private Lane.Queued<T> takeLast(Lane<T> lane) {
        Lane.Queued<T> last = lane.queue.removeLast();
        queued--;
        queuedBytes -= last.bytes();
        return last;
    }

    private void handBackAll(Lane<T> lane, Reason reason, long wait) {
        while (!lane.queue.isEmpty()) {
            handBack(take(lane).item(), reason, wait);
        }
    }

    private void handBack(T item, Reason reason, long wait) {
        handedBack.add(
                new HandedBack<>(item, reason, wait < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(wait))));
    }

    private void look(long now, long excused) {
        long longest = settings.longestWait().toNanos() / (hurried ? WHEN_HURRIED : 1);
        for (Iterator<Lane<T>> each = lanes.values().iterator(); each.hasNext(); ) {
            Lane<T> lane = each.next();
            lane.movedAt += excused;
            if (now - lane.movedAt > longest) {
                handBackAll(lane, Reason.TOO_SLOW, -1);
            }
            long room = lane.takesIn(longest);
            while (lane.queue.size() > room) {
                handBack(takeLast(lane).item(), Reason.TOO_SLOW, -1);
            }
            if (lane.idle() && !lane.inTurn && now - lane.activeAt > IDLE_NANOS) {
                each.remove();
            }
        }
    }
}
