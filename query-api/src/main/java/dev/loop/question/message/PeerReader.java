package dev.loop.question.message;

import dev.loop.schemas.TrustedRecords;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Reads what {@link PeerWriter} wrote. Throws {@link UnreadableMessageException} for anything else. */
public final class PeerReader {

    static {
        TrustedRecords.install();
    }

    private final ByteBuffer in;

    public PeerReader(byte[] message) {
        this.in = ByteBuffer.wrap(message);
    }

    private static <T> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (BufferUnderflowException cutShort) {
            throw new UnreadableMessageException("It ends too soon");
        }
    }

    public int small() {
        return read(() -> (int) in.get());
    }

    public boolean yesOrNo() {
        return small() == 1;
    }

    public long number() {
        return read(in::getLong);
    }

    public float real() {
        return read(in::getFloat);
    }

    /** Reads a count of things that follow, each of which takes at least a byte. */
    public int count() {
        int count = read(in::getInt);
        if (count < 0 || count > in.remaining()) {
            throw new UnreadableMessageException("It says that more follows than there is");
        }
        return count;
    }

    /** Reads a number that counts nothing of what follows. */
    public int plain() {
        return read(in::getInt);
    }

    public byte[] bytes() {
        byte[] bytes = new byte[count()];
        in.get(bytes);
        return bytes;
    }

    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public @Nullable String textOrNull() {
        return yesOrNo() ? text() : null;
    }

    public <T> Optional<T> optional(Supplier<T> each) {
        return yesOrNo() ? Optional.of(each.get()) : Optional.empty();
    }

    public OptionalLong optionalNumber() {
        return yesOrNo() ? OptionalLong.of(number()) : OptionalLong.empty();
    }

    public <T> List<T> all(Supplier<? extends T> each) {
        int count = count();
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(each.get());
        }
        return values;
    }

    public <K, V> Map<K, V> map(Supplier<K> key, Supplier<V> value) {
        int count = count();
        Map<K, V> values = new HashMap<>();
        for (int i = 0; i < count; i++) {
            K name = key.get();
            values.put(name, value.get());
        }
        return values;
    }

    public <E extends Enum<E>> E oneOf(E[] values) {
        int ordinal = small();
        if (ordinal < 0 || ordinal >= values.length) {
            throw new UnreadableMessageException("It names something that is not known here");
        }
        return values[ordinal];
    }

    public <T extends SpecificRecord> T avro(Schema schema) {
        byte[] record = bytes();
        try {
            return new SpecificDatumReader<T>(schema)
                    .read(null, DecoderFactory.get().binaryDecoder(record, null));
        } catch (IOException | RuntimeException notOne) {
            throw new UnreadableMessageException("It holds a record that cannot be read");
        }
    }
}
