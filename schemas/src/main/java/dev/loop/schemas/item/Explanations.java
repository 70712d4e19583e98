package dev.loop.schemas.item;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Explanation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Turns an explanation into the bytes that an item holds of it, and back: a version byte and Avro binary. A new version
 * of its schema takes a new version byte and keeps the reader of the old.
 */
public final class Explanations {

    static {
        TrustedRecords.install();
    }

    private static final byte VERSION = 1;

    public static ByteBuffer bytes(Explanation explanation) {
        var out = new ByteArrayOutputStream(256);
        out.write(VERSION);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new SpecificDatumWriter<>(Explanation.class).write(explanation, encoder);
            encoder.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    /** @throws IllegalStateException if a newer program wrote the bytes */
    public static Explanation read(ByteBuffer stored) {
        byte[] bytes = new byte[stored.remaining()];
        stored.duplicate().get(bytes);
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new IllegalStateException("An explanation is stored in a version that this program does not know;"
                    + " start a program at least as new as the one that wrote it");
        }
        try {
            return new SpecificDatumReader<>(Explanation.class)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Explanations() {}
}
