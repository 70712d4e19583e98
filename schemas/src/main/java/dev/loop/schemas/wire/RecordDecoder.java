package dev.loop.schemas.wire;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SystemLimitException;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/** Reads records of one writer's schema as the reader's. Thread-safe: reused objects belong to a thread. */
final class RecordDecoder {

    private static final ThreadLocal<@Nullable BinaryDecoder> DECODER = new ThreadLocal<>();
    private static final byte[] NOTHING = {};
    private static final Object BUILDING = new Object();

    private final int schemaId;
    private final Schema writer;
    private final DatumReader<Object> reader;

    /**
     * @param reader null to read as it was written
     * @throws MalformedRecordException if what one wrote can never be read as the other
     */
    RecordDecoder(int schemaId, Schema writer, @Nullable Schema reader, GenericData model) {
        this.schemaId = schemaId;
        this.writer = writer;
        // Avro would build the reader on first use, and its maps of readers are not made for two threads.
        synchronized (BUILDING) {
            try {
                this.reader = model.getFastReaderBuilder().createDatumReader(writer, reader == null ? writer : reader);
            } catch (IOException | AvroRuntimeException e) {
                throw new MalformedRecordException(
                        "schema %d (%s) cannot be read: %s".formatted(schemaId, name(), reason(e)), e);
            }
        }
    }

    int schemaId() {
        return schemaId;
    }

    /** @throws MalformedRecordException if the bytes do not match the schema, or bytes are left over */
    Object decode(byte[] record) {
        if (writer.getType() == Schema.Type.BYTES) {
            return Arrays.copyOfRange(record, WireFormat.HEADER_SIZE, record.length);
        }
        BinaryDecoder decoder = DecoderFactory.get()
                .binaryDecoder(record, WireFormat.HEADER_SIZE, record.length - WireFormat.HEADER_SIZE, DECODER.get());
        DECODER.set(decoder);
        Object value;
        boolean allRead;
        // Bounds the memory that a few bytes can make a reader allocate, over the whole record.
        SystemLimitException.beginCollectionAllocationScope();
        try {
            value = reader.read(null, decoder);
            allRead = decoder.isEnd();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new MalformedRecordException(
                    "%d bytes do not decode as %s (schema %d): %s"
                            .formatted(record.length, name(), schemaId, reason(e)),
                    e);
        } finally {
            SystemLimitException.endCollectionAllocationScope();
            // Lets go of the record's bytes, which would otherwise live until the thread's next record.
            DecoderFactory.get().binaryDecoder(NOTHING, decoder);
        }
        if (!allRead) {
            throw new MalformedRecordException(
                    "%d bytes are more than one %s (schema %d)".formatted(record.length, name(), schemaId));
        }
        return value;
    }

    private String name() {
        return writer.getType() == Schema.Type.RECORD
                ? writer.getFullName()
                : writer.getType().getName();
    }

    private static String reason(Throwable cause) {
        if (cause instanceof EOFException) {
            return "cut short";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
