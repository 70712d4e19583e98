package dev.loop.schemas.wire;

import org.apache.kafka.common.errors.SerializationException;

/** The schema registry was asked and said no: an incompatible schema, an unknown subject. Trying again does not help. */
public final class RegistryRefusedException extends SerializationException {

    /** Confluent's error code for an unknown subject. */
    public static final int SUBJECT_NOT_FOUND = 40401;

    /** Confluent's error code for an unknown version of a subject. */
    public static final int VERSION_NOT_FOUND = 40402;

    /** Confluent's error code for an unknown schema, or one that is not registered in the subject. */
    public static final int SCHEMA_NOT_FOUND = 40403;

    private final int errorCode;

    /** @param errorCode Confluent's: the HTTP status, or the status and two more digits */
    public RegistryRefusedException(int errorCode, String message) {
        super(message + " (error code " + errorCode + ")");
        this.errorCode = errorCode;
    }

    public int errorCode() {
        return errorCode;
    }
}
