package dev.loop.topology.store;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Feedback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Encodes and decodes items for the store and its changelog: a version byte and Avro binary, without a registry, so
 * that a store can be restored with nothing but the broker. The Avro part is also what the topics carry, so that an
 * item is encoded once for all of them.
 *
 * <p>A new version of the schema takes a new version byte and keeps the reader of the old.
 *
 * <p>Not thread-safe; cheap to make.
 */
public final class ItemCodec {

    static {
        TrustedRecords.install();
    }

    /** The version before sentiments were judged. */
    private static final byte BEFORE_JUDGEMENTS = 1;

    /** The version before messages had vectors, and people's words were told from those of senders. The number 2 marks an erased item. */
    private static final byte BEFORE_VECTORS = 3;

    /** The version before rules gave tags, and items had themes. */
    private static final byte BEFORE_TAG_RULES = 4;

    static final byte VERSION = 5;

    private final ItemEncoder encoder = new ItemEncoder();
    private final Map<Byte, SpecificDatumReader<Feedback>> readers = Map.of(
            VERSION, new SpecificDatumReader<>(Feedback.getClassSchema()),
            BEFORE_TAG_RULES, new SpecificDatumReader<>(upTo("person_word"), Feedback.getClassSchema()),
            BEFORE_VECTORS, new SpecificDatumReader<>(upTo("masked"), Feedback.getClassSchema()),
            BEFORE_JUDGEMENTS, new SpecificDatumReader<>(upTo("command_offset"), Feedback.getClassSchema()));
    private BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(new byte[0], null);

    /** Returns the version byte, then the Avro part. */
    public byte[] encode(Feedback item) {
        return encoder.encode(VERSION, item);
    }

    public Feedback decode(byte[] bytes) {
        SpecificDatumReader<Feedback> reader = readers.get(bytes[0]);
        if (reader == null) {
            throw new IllegalStateException("An item is stored in version " + bytes[0]
                    + ", which this program does not know; start a program at least as new as the one that wrote it");
        }
        decoder = DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, decoder);
        try {
            return reader.read(null, decoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the schema as it was when a field was its last one; fields are only ever added at the end. */
    private static Schema upTo(String last) {
        Schema today = Feedback.getClassSchema();
        List<Schema.Field> fields = today
                .getFields()
                .subList(0, today.getField(last).pos() + 1)
                .stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList();
        return Schema.createRecord(today.getName(), today.getDoc(), today.getNamespace(), false, fields);
    }
}
