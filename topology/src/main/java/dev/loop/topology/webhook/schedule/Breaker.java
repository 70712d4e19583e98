package dev.loop.topology.webhook.schedule;

import java.time.Duration;

/**
 * The circuit breaker of one endpoint (Nygard, <i>Release It!</i>). Closed: all may pass. Open: nothing passes until its
 * time is over. Then half-open: exactly one delivery passes as a probe; its success closes the breaker, its failure opens
 * it again for twice as long, up to a limit. Any success closes it. Times are epoch milliseconds.
 *
 * @param failures attempts in a row
 * @param cooldown of the present pause, in milliseconds; 0 while closed
 * @param openUntil end of the present pause
 * @param probe ticket of the delivery that is under way to see whether the endpoint is back; -1 for none
 */
public record Breaker(int failures, long cooldown, long openUntil, long probe) {

    public static final Breaker CLOSED = new Breaker(0, 0, 0, -1);

    /** @param failures in a row that open it */
    public record Limits(int failures, long firstCooldown, long longestCooldown) {
        public Limits(int failures, Duration firstCooldown, Duration longestCooldown) {
            this(failures, firstCooldown.toMillis(), longestCooldown.toMillis());
        }
    }

    public boolean open() {
        return cooldown > 0;
    }

    /** Whether a delivery may pass now. */
    public boolean admits(long now) {
        return !open() || probe < 0 && now >= openUntil;
    }

    /** A delivery passes. */
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
            // It passed before the breaker opened, and tells nothing new.
            return new Breaker(more, cooldown, openUntil, probe);
        }
        long longer = Math.min(cooldown * 2, limits.longestCooldown());
        return new Breaker(more, longer, now + longer, -1);
    }

    /** It was not sent: as a probe it told nothing, and another one may go at that time. */
    public Breaker deferred(long ticket, long until) {
        return open() && ticket == probe ? new Breaker(failures, cooldown, until, -1) : this;
    }
}
