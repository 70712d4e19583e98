package dev.loop.question;

import dev.loop.topology.question.Position;
import java.time.Duration;

/**
 * The terms of everything that one question asks.
 *
 * @param atLeast the position that a copy must have reached
 * @param waitUntil until when a copy that has not reached it may be waited for, by {@link System#nanoTime}
 * @param partial whether partitions that cannot be read may be left out
 * @param allowance what the question may still take
 */
public record Terms(Position atLeast, long waitUntil, boolean partial, Allowance allowance) {

    /** @param wait how long from now */
    public Terms(Position atLeast, Duration wait, boolean partial, Allowance allowance) {
        this(atLeast, System.nanoTime() + wait.toNanos(), partial, allowance);
    }

    /** Returns how long may still be waited. */
    public Duration remainingWait() {
        return Duration.ofNanos(Math.max(0, waitUntil - System.nanoTime()));
    }

    /** Returns these terms for copies that have reached this position as well. */
    Terms after(Position position) {
        return new Terms(atLeast.and(position), waitUntil, partial, allowance);
    }

    /** Returns these terms for all partitions. */
    Terms whole() {
        return new Terms(atLeast, waitUntil, false, allowance);
    }
}
