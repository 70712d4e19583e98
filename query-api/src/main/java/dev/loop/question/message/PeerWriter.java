package dev.loop.question.message;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Writes a message; {@link PeerReader} reads it in the same order. Not thread-safe. */
public final class PeerWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    public int size() {
        return out.size();
    }

    public void small(int value) {
        write(() -> out.writeByte(value));
    }

    public void yesOrNo(boolean value) {
        small(value ? 1 : 0);
    }

    public void number(long value) {
        write(() -> out.writeLong(value));
    }

    public void count(int value) {
        write(() -> out.writeInt(value));
    }

    public void real(float value) {
        write(() -> out.writeFloat(value));
    }

    public void bytes(byte[] value) {
        count(value.length);
        write(() -> out.write(value));
    }

    public void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public void textOrNull(@Nullable String value) {
        yesOrNo(value != null);
        if (value != null) {
            text(value);
        }
    }

    public <T> void optional(Optional<T> value, Consumer<T> each) {
        yesOrNo(value.isPresent());
        value.ifPresent(each);
    }

    public void optional(OptionalLong value) {
        yesOrNo(value.isPresent());
        value.ifPresent(this::number);
    }

    public <T> void all(Collection<T> values, Consumer<? super T> each) {
        count(values.size());
        values.forEach(each);
    }

    public <K, V> void map(Map<K, V> values, BiConsumer<? super K, ? super V> each) {
        count(values.size());
        values.forEach(each);
    }

    /** Writes a record in Avro's binary form; both sides have the same schema. */
    public <T extends SpecificRecord> void avro(T value) {
        var record = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(record, null);
        write(() -> {
            new SpecificDatumWriter<T>(value.getSchema()).write(value, encoder);
            encoder.flush();
        });
        bytes(record.toByteArray());
    }
}
