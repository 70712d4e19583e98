package dev.loop.schemas.wire;

import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * The schema registry could not be asked, or its answer was not one: down, timed out, refused our credentials, an
 * error of its own. Says nothing about the record, which is to be tried again and is never a dead letter.
 */
public final class RegistryUnavailableException extends RetriableException {

    public RegistryUnavailableException(String message) {
        this(message, null);
    }

    public RegistryUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
