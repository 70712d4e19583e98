package dev.loop.schemas.wire;

import org.jspecify.annotations.Nullable;

/** No header, cut short, bytes left over, or not what its schema says. */
public final class MalformedRecordException extends UnreadableRecordException {

    public MalformedRecordException(String message) {
        this(message, null);
    }

    public MalformedRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
