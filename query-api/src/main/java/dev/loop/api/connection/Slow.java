package dev.loop.api.connection;

import java.io.IOException;
import java.time.Duration;

/** Ends a call that has waited for its caller long enough. */
public final class Slow extends IOException {

    private final Duration retryAfter;

    private Slow(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    static Slow body(CallerTimeouts timeouts) {
        return new Slow(
                "The body did not come within " + timeouts.body().toSeconds() + " s and one more for each "
                        + timeouts.bytesPerSecond() + " bytes of it, or others needed its place.",
                Duration.ZERO);
    }

    static Slow noPlace(CallerTimeouts timeouts) {
        return new Slow(
                "As many long bodies are being read as may be at once, " + timeouts.mostBodies() + ".",
                Duration.ofSeconds(1));
    }

    /** Returns zero if the caller was slow; otherwise there are too many others, and a retry may succeed. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
