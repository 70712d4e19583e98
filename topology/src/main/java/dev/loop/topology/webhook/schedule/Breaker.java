package dev.loop.topology.webhook.schedule;

import java.time.Duration;

/**
 * The circuit breaker of one endpoint (Nygard, <i>Release It!</i>). Closed: everything may pass. Open: nothing passes
 * until its time is over. Half-open: exactly one delivery passes as a probe; its success closes the breaker, its
 * failure opens it again for twice as long, up to a limit. Any success closes the breaker. Times are epoch
 * milliseconds.
 *
 * @param failures failed attempts in a row
 * @param cooldown length of the present pause, in milliseconds; 0 while closed
 * @param openUntil end of the present pause
 * @param probe ticket of the delivery that probes whether the endpoint is back; -1 for none
 */
public record Breaker(int failures, long cooldown, long openUntil, long probe) {

    public static final Breaker CLOSED = new Breaker(0, 0, 0, -1);

    /** @param failures failed attempts in a row that open the breaker */
    public record Limits(int failures, long firstCooldown, long longestCooldown) {
        public Limits(int failures, Duration firstCooldown, Duration longestCooldown) {
            this(failures, firstCooldown.toMillis(), longestCooldown.toMillis());
        }
    }

    public boolean open() {
        return cooldown > 0;
    }

    /** Returns whether a delivery may pass now. */
    public boolean admits(long now) {
        return !open() || probe < 0 && now >= openUntil;
    }

    /** Returns the breaker after a delivery has passed. */
    public Breaker passing(long ticket) {
        return open() ? new Breaker(failures, cooldown, openUntil, ticket) : this;
    }

    public Breaker succeeded() {
        return CLOSED;
    }

    public Breaker failed(long ticket, long now, Limits limits) {
        int more = failures + 1;
        if (!open()) {
            return more < limits.failures()
                    ? new Breaker(more, 0, 0, -1)
                    : new Breaker(more, limits.firstCooldown(), now + limits.firstCooldown(), -1);
        }
        if (ticket != probe) {
            // This delivery passed before the breaker opened, and tells nothing new.
            return new Breaker(more, cooldown, openUntil, probe);
        }
        long longer = Math.min(cooldown * 2, limits.longestCooldown());
        return new Breaker(more, longer, now + longer, -1);
    }

    /**
     * Returns the breaker after a delivery was not sent: as a probe it told nothing, and another may go at that time.
     */
    public Breaker deferred(long ticket, long until) {
        return open() && ticket == probe ? new Breaker(failures, cooldown, until, -1) : this;
    }
}
