package dev.loop.schemas.wire;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** These bytes can never be read, however often one tries: a dead letter. */
public abstract sealed class UnreadableRecordException extends SerializationException
        permits UnknownSchemaIdException, MalformedRecordException {

    UnreadableRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
