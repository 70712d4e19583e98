package dev.loop.schemas.wire;

/**
 * The five bytes in front of every record: a zero, then the schema's id, big-endian.
 *
 * <p>For callers that put encoded bytes together by themselves.
 */
public final class WireFormat {

    /** The first byte of every record. */
    public static final byte MAGIC = 0;

    /** The number of bytes before the Avro binary. */
    public static final int HEADER_SIZE = 5;

    public static byte[] header(int schemaId) {
        return new byte[] {
            MAGIC, (byte) (schemaId >>> 24), (byte) (schemaId >>> 16), (byte) (schemaId >>> 8), (byte) schemaId
        };
    }

    /**
     * Returns the id of the schema with which the record was written.
     *
     * @throws MalformedRecordException if there is no header
     */
    public static int schemaId(byte[] record) {
        if (record.length < HEADER_SIZE) {
            throw new MalformedRecordException("%d bytes are too few for the header of %d bytes: zero, schema id"
                    .formatted(record.length, HEADER_SIZE));
        }
        if (record[0] != MAGIC) {
            throw new MalformedRecordException(
                    "the first byte is 0x%02x instead of zero: not in the Confluent wire format".formatted(record[0]));
        }
        return (record[1] & 0xff) << 24 | (record[2] & 0xff) << 16 | (record[3] & 0xff) << 8 | record[4] & 0xff;
    }

    private WireFormat() {}
}
