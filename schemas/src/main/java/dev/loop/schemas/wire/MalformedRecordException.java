package dev.loop.schemas.wire;

import org.jspecify.annotations.Nullable;

/** The record has no header, is cut short, has bytes left over, or does not match its schema. */
public final class MalformedRecordException extends UnreadableRecordException {

    public MalformedRecordException(String message) {
        this(message, null);
    }

    public MalformedRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
