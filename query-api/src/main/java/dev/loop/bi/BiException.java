package dev.loop.bi;

import org.jspecify.annotations.Nullable;

/** The BI tables cannot be served. The message says why and what to do. */
public final class BiException extends RuntimeException {
    public BiException(String message) {
        this(message, null);
    }

    public BiException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
