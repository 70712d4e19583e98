package dev.loop.schemas.item;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Explanation;
import dev.loop.schemas.avro.PersonWord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Turns a record into the bytes that an item holds of it, and back: a version byte and Avro binary. An item stays flat
 * that way. A new version of the record's schema takes a new version byte and keeps the reader of the old.
 */
public final class ItemPart<T extends SpecificRecord> {

    static {
        TrustedRecords.install();
    }

    public static final ItemPart<Explanation> EXPLANATION = new ItemPart<>("An explanation", Explanation.class);
    public static final ItemPart<PersonWord> PERSON_WORD = new ItemPart<>("A person's word", PersonWord.class);

    private static final byte VERSION = 1;

    private final String what;
    private final Class<T> type;

    private ItemPart(String what, Class<T> type) {
        this.what = what;
        this.type = type;
    }

    public ByteBuffer bytes(T part) {
        var out = new ByteArrayOutputStream(256);
        out.write(VERSION);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new SpecificDatumWriter<>(type).write(part, encoder);
            encoder.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    /** @throws IllegalStateException if a newer program wrote the bytes */
    public T read(ByteBuffer stored) {
        byte[] bytes = new byte[stored.remaining()];
        stored.duplicate().get(bytes);
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new IllegalStateException(what + " is stored in a version that this program does not know;"
                    + " start a program at least as new as the one that wrote it");
        }
        try {
            return new SpecificDatumReader<>(type)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
