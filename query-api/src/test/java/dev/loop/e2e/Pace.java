package dev.loop.e2e;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The kinds of time that pass as a part of what is tested. A test that waits for something awaits it, by Awaitility;
 * nothing else in the tests sleeps, which a rule holds.
 */
public enum Pace {
    /** A receiver, a reader or a caller is slow: that is what the others must not notice. */
    SLOW_PEER,
    /** Calls come at a rate, and no faster, as those of users do. */
    RATE,
    /** A process is killed at an instant that nothing tells of. */
    AT_RANDOM,
    /** A broker or a database is gone for so long, and comes back. */
    OUTAGE,
    /** Figures are gathered for so long, and compared with those of another time. */
    MEASURED,
    /** A server that refused a call said when to call again. */
    RETRY_AFTER;

    /** Lets the time pass. An interrupt ends it, and stands. */
    public void rest(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    public void restMillis(long millis) {
        rest(Duration.ofMillis(millis));
    }
}
