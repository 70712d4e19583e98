package dev.loop.connectors.importer;

import org.jspecify.annotations.Nullable;

/** The import cannot start or go on. The message says why and what to do about it. */
public final class ImportException extends RuntimeException {

    public ImportException(String message) {
        super(message);
    }

    public ImportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
