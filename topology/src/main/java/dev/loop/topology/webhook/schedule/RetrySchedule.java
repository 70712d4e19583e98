package dev.loop.topology.webhook.schedule;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Decides when a delivery is tried. Times are epoch milliseconds.
 *
 * <p>The first gap is exact; further ones are spread by a tenth up or down, so that deliveries which failed together do
 * not come back together.
 */
public final class RetrySchedule {

    private static final double SPREAD = 0.1;
    private static final long DEFERRED_MILLIS = 400;
    private static final double DEFERRED_SPREAD = 0.5;
    private static final long SHORTEST_DEFERRAL_MILLIS = 20;

    private final long[] delays;
    private final long longestRetryAfter;

    /** @param delays wait before each attempt, the first included */
    public RetrySchedule(List<Duration> delays, Duration longestRetryAfter) {
        this.delays = delays.stream().mapToLong(Duration::toMillis).toArray();
        this.longestRetryAfter = longestRetryAfter.toMillis();
    }

    /** Returns when the first attempt is due of a delivery that is taken in or replayed now. */
    public long first(long now) {
        return now + delays[0];
    }

    /**
     * Returns when the next attempt is due; empty if there is none.
     *
     * @param failed failed attempts of this run of the schedule
     * @param retryAfter the delay that the receiver asked for
     */
    public OptionalLong next(String deliveryId, int failed, OptionalLong retryAfter, long now) {
        if (failed >= delays.length) {
            return OptionalLong.empty();
        }
        long gap = Jitter.spread(delays[failed], SPREAD, deliveryId, failed);
        return OptionalLong.of(now + Math.max(gap, capped(retryAfter)));
    }

    /** Returns until when an endpoint that asked for a pause is left alone. */
    public long pause(OptionalLong retryAfter, long now) {
        return now + capped(retryAfter);
    }

    /**
     * Returns when to come back with a delivery that the sender had no room for.
     *
     * @param wish the wait that the sender asks for
     */
    public long deferred(String deliveryId, long ticket, OptionalLong wish, long now) {
        long delay = wish.isPresent()
                ? capped(wish)
                : Jitter.spread(DEFERRED_MILLIS, DEFERRED_SPREAD, deliveryId, (int) ticket);
        return now + Math.max(SHORTEST_DEFERRAL_MILLIS, delay);
    }

    private long capped(OptionalLong retryAfter) {
        return Math.max(0, Math.min(retryAfter.orElse(0), longestRetryAfter));
    }
}
