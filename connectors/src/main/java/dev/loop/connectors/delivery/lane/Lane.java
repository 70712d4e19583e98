package dev.loop.connectors.delivery.lane;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The queue of one endpoint, and the requests under way to it. */
final class Lane<T> {

    record Queued<T>(T item, int bytes, long at) {}

    final String key;
    final Deque<Queued<T>> queue = new ArrayDeque<>();
    int inFlight;
    boolean inTurn;
    long activeAt;
    /** The time when something was last taken from the queue, or when the queue was last empty. */
    long movedAt;

    private LaneLimits limits = new LaneLimits(1, null);
    private @Nullable TokenBucket bucket;
    /**
     * The limit of requests under way. It grows from a small number with each success, so that an endpoint that only
     * takes and never answers takes little.
     */
    private int window;

    /** The time that an answer takes, with the latest answers counting most. */
    private long latency;

    private int failures;
    private boolean open;
    private long openUntil;

    /** Tells whether the endpoint asked to be left alone; its answers to earlier requests do not shorten that. */
    private boolean asked;

    private long askedUntil;

    private static final int FIRST_WINDOW = 2;
    private static final int LATENCY_WEIGHT = 8;

    Lane(String key) {
        this.key = key;
        this.window = FIRST_WINDOW;
    }

    void limit(LaneLimits now, long nanoTime) {
        if (!now.equals(limits)) {
            if (bucket == null || !Objects.equals(now.perSecond(), limits.perSecond())) {
                bucket = now.perSecond() == null ? null : new TokenBucket(now.perSecond(), nanoTime);
            }
            limits = now;
        }
    }

    boolean mayStart() {
        return !queue.isEmpty() && inFlight < Math.min(window, limits.concurrency());
    }

    /** Takes the token of one request from the rate limit. */
    boolean takeToken(long now) {
        return bucket == null || bucket.take(now);
    }

    /** Returns how long the last in the queue and one more have to wait for the rate alone. */
    long nanosForOneMore(long now) {
        return bucket == null ? 0 : bucket.nanosUntil(queue.size() + 1, now);
    }

    long nanosForNext(long now) {
        return bucket == null ? 0 : bucket.nanosUntil(1, now);
    }

    /**
     * Returns the nanoseconds for which nothing is sent, since the breaker is open or the endpoint asked for it; 0 if
     * the lane is open.
     */
    long nanosClosed(long now) {
        return Math.max(open ? Math.max(0, openUntil - now) : 0, nanosAsked(now));
    }

    /** Returns the nanoseconds for which the endpoint asked to be left alone. */
    long nanosAsked(long now) {
        return asked ? Math.max(0, askedUntil - now) : 0;
    }

    void answered(long tookNanos) {
        latency += (tookNanos - latency) / LATENCY_WEIGHT;
    }

    /**
     * Returns how many requests the endpoint takes in this time, going by its latest speed; at least as many as it
     * takes at once.
     */
    long takesIn(long nanos) {
        long rounds = Math.max(1, nanos / Math.max(1, latency));
        return rounds * Math.min(window, limits.concurrency());
    }

    void succeeded() {
        failures = 0;
        open = false;
        window = Math.min(window + 1, limits.concurrency());
    }

    /** @return whether this failure opens the breaker */
    boolean failed(int most, long openNanos, long now) {
        failures++;
        window = Math.max(1, window / 2);
        if (failures < most) {
            return false;
        }
        open(openNanos, now);
        return true;
    }

    void open(long nanos, long now) {
        open = true;
        openUntil = now + nanos;
        window = 1;
    }

    void askedToWait(long nanos, long now) {
        asked = true;
        askedUntil = now + nanos;
        window = 1;
    }

    boolean idle() {
        return queue.isEmpty() && inFlight == 0;
    }
}
