package dev.loop.client;

import org.jspecify.annotations.Nullable;

/**
 * No whole answer came. The outcome of a write is unknown; the same call with {@link #idempotencyKey} has it once.
 */
public class ApiConnectionException extends LoopException {
    ApiConnectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
