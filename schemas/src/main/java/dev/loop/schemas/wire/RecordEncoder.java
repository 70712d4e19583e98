package dev.loop.schemas.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Writes records of one schema. Thread-safe: reused objects belong to a thread. */
final class RecordEncoder {

    /** The largest buffer that a thread keeps for its next record; one large record must not hold memory for ever. */
    private static final int KEPT_BYTES = 1 << 20;

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final byte[] header;
    private final Schema schema;
    private final DatumWriter<Object> writer;

    @SuppressWarnings("unchecked")
    RecordEncoder(int schemaId, Schema schema, GenericData model) {
        this.header = WireFormat.header(schemaId);
        this.schema = schema;
        this.writer = (DatumWriter<Object>) model.createDatumWriter(schema);
    }

    /** @throws SerializationException if the value does not have the shape of the schema */
    byte[] encode(Object value) {
        Scratch scratch = SCRATCH.get();
        boolean done = false;
        try {
            byte[] record = scratch.encode(header, schema, writer, value);
            done = scratch.size() <= KEPT_BYTES;
            return record;
        } catch (IOException | AvroRuntimeException | ClassCastException | NullPointerException e) {
            throw new SerializationException(
                    "a value cannot be written as " + schema.getFullName() + ": " + e.getMessage(), e);
        } finally {
            if (!done) {
                // The encoder still holds half a record, which it would write in front of the next one.
                SCRATCH.remove();
            }
        }
    }

    private static final class Scratch {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        private @Nullable BinaryEncoder encoder;

        byte[] encode(byte[] header, Schema schema, DatumWriter<Object> writer, Object value) throws IOException {
            out.reset();
            out.write(header, 0, header.length);
            if (schema.getType() == Schema.Type.BYTES) {
                // Confluent's rule: plain bytes go without Avro's length in front.
                ByteBuffer bytes =
                        value instanceof byte[] array ? ByteBuffer.wrap(array) : ((ByteBuffer) value).duplicate();
                while (bytes.hasRemaining()) {
                    out.write(bytes.get());
                }
                return out.toByteArray();
            }
            BinaryEncoder current = EncoderFactory.get().binaryEncoder(out, encoder);
            encoder = current;
            writer.write(value, current);
            current.flush();
            return out.toByteArray();
        }

        int size() {
            return out.size();
        }
    }
}
