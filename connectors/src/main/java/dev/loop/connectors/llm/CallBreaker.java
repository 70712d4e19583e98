package dev.loop.connectors.llm;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps calls from a server that does not answer. After some failures in a row nothing is sent for a while; then one call
 * goes out to see, and the rest waits for what becomes of it.
 */
final class CallBreaker {

    static final int MOST_FAILURES = 5;

    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final LongSupplier nanos;
    private int failures;
    private long shutUntil;
    private Duration pause = SHORTEST;

    CallBreaker(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Returns whether a call may go out now. It has to tell what came of it. */
    synchronized boolean lets() {
        if (isShut()) {
            return false;
        }
        if (failures >= MOST_FAILURES) {
            // The one that goes to see.
            shutUntil = nanos.getAsLong() + pause.toNanos();
        }
        return true;
    }

    synchronized boolean isShut() {
        return failures >= MOST_FAILURES && nanos.getAsLong() - shutUntil < 0;
    }

    synchronized void worked() {
        failures = 0;
        pause = SHORTEST;
    }

    /** Returns whether it is shut by this. */
    synchronized boolean failed() {
        failures++;
        if (failures < MOST_FAILURES) {
            return false;
        }
        shut(pause);
        pause = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);
        return true;
    }

    /** Lets nothing through for this long, or for five minutes. */
    synchronized void shut(Duration wanted) {
        failures = Math.max(failures, MOST_FAILURES);
        Duration bounded = wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
        shutUntil = nanos.getAsLong() + bounded.toNanos();
    }
}
