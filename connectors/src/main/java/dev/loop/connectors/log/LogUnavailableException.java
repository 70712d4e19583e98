package dev.loop.connectors.log;

import java.time.Duration;

/** The command was not stored, and will not be. */
public final class LogUnavailableException extends RuntimeException {

    private final transient Duration retryAfter;

    public LogUnavailableException(String message, Duration retryAfter) {
        super(message, null, false, false);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
