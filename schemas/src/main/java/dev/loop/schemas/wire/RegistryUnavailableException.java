package dev.loop.schemas.wire;

import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * The schema registry gave no usable answer: it is down, timed out, refused our credentials or failed. This says
 * nothing about the record, which is tried again and is never a dead letter.
 */
public final class RegistryUnavailableException extends RetriableException {

    public RegistryUnavailableException(String message) {
        this(message, null);
    }

    public RegistryUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
