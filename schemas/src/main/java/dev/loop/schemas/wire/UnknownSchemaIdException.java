package dev.loop.schemas.wire;

/** The registry was asked, and answered that it knows no schema of this id. */
public final class UnknownSchemaIdException extends UnreadableRecordException {

    private final int schemaId;

    public UnknownSchemaIdException(int schemaId) {
        super("the schema registry knows no schema " + schemaId, null);
        this.schemaId = schemaId;
    }

    public int schemaId() {
        return schemaId;
    }
}
