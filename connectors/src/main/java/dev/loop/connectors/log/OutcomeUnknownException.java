package dev.loop.connectors.log;

import java.time.Duration;

/** Nobody answered whether the command is stored: it may be. Sending it again under the same id is safe. */
public final class OutcomeUnknownException extends RuntimeException {

    private final transient Duration retryAfter;

    public OutcomeUnknownException(String message, Duration retryAfter) {
        super(message, null, false, false);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
