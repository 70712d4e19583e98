package dev.loop.connectors.delivery.lane;

/**
 * A token bucket: lets through a number of requests a second, and after a pause as many at once as a tenth of a second
 * brings.
 */
final class TokenBucket {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BURST_SECONDS = 0.1;

    private final double perNano;
    private final double most;
    private double tokens;
    private long filledAt;

    TokenBucket(double perSecond, long now) {
        this.perNano = perSecond / NANOS_PER_SECOND;
        this.most = Math.max(1, perSecond * BURST_SECONDS);
        this.tokens = most;
        this.filledAt = now;
    }

    boolean take(long now) {
        fill(now);
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** Returns the nanoseconds until this many more tokens can be taken. */
    long nanosUntil(int more, long now) {
        fill(now);
        return more <= tokens ? 0 : (long) Math.ceil((more - tokens) / perNano);
    }

    private void fill(long now) {
        tokens = Math.min(most, tokens + (now - filledAt) * perNano);
        filledAt = now;
    }
}
