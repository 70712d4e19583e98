package dev.loop.api.question;

import dev.loop.topology.question.Position;
import java.time.Duration;

/**
 * What holds for all that one question asks.
 *
 * @param atLeast how far a copy must have come
 * @param waitUntil until when a copy may be waited for that is not that far, by {@link System#nanoTime}
 * @param partial whether partitions that cannot be read may be left out
 * @param allowance what the question may still take
 */
public record Terms(Position atLeast, long waitUntil, boolean partial, Allowance allowance) {

    /** @param wait for how long from now */
    public Terms(Position atLeast, Duration wait, boolean partial, Allowance allowance) {
        this(atLeast, System.nanoTime() + wait.toNanos(), partial, allowance);
    }

    /** How long may still be waited. */
    public Duration remainingWait() {
        return Duration.ofNanos(Math.max(0, waitUntil - System.nanoTime()));
    }

    /** The same, of copies that have come as far as this as well. */
    Terms after(Position position) {
        return new Terms(atLeast.and(position), waitUntil, partial, allowance);
    }

    /** The same, for all that is asked. */
    Terms whole() {
        return new Terms(atLeast, waitUntil, false, allowance);
    }
}
