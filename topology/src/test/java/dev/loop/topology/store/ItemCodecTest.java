package dev.loop.topology.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.RandomItems;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The encoding field by field equals that of Avro, byte for byte. */
class ItemCodecTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldWriteWhatAvroWrites_whenItemsAreRandom(long seed) throws IOException {
        TrustedRecords.install();
        RandomItems items = new RandomItems(new Random(seed));
        ItemCodec codec = new ItemCodec();
        SpecificDatumWriter<Feedback> writer = new SpecificDatumWriter<>(Feedback.class);
        for (int i = 0; i < 3_000; i++) {
            Feedback item = items.any();
            byte[] bytes = codec.encode(item);

            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            writer.write(item, encoder);
            encoder.flush();
            assertThat(bytes[0]).isEqualTo((byte) 5);
            assertThat(Arrays.copyOfRange(bytes, 1, bytes.length))
                    .as("%s", item)
                    .isEqualTo(out.toByteArray());
            assertThat(codec.decode(bytes)).isEqualTo(item);
        }
    }

    /** A store has no registry: what a version byte stands for never changes. */
    @ParameterizedTest
    @CsvSource({"1, 0.1.0", "3, 0.1.4", "4, 0.1.5"})
    void shouldReadAnItem_whenAnEarlierReleaseStoredIt(int version, String release) throws IOException {
        ItemCodec codec = new ItemCodec();
        Schema released = new Schema.Parser()
                .parse(Files.readString(
                        Path.of("../schemas/src/test/resources/schemas-of/" + release + "/feedback.avsc")));
        Feedback item = new RandomItems(new Random(1)).unjudged();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(version);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new SpecificDatumWriter<Feedback>(released, SpecificData.getForClass(Feedback.class)).write(item, encoder);
        encoder.flush();

        assertThatCode(() -> assertThat(codec.decode(out.toByteArray())).isEqualTo(item))
                .as("a schema with another field takes a new version in ItemCodec, which goes on"
                        + " reading the old one")
                .doesNotThrowAnyException();
    }

    @Test
    void shouldSayWhatToDo_whenTheVersionIsNewer() {
        ItemCodec codec = new ItemCodec();
        byte[] bytes = codec.encode(new RandomItems(new Random(1)).any());
        bytes[0] = 9;

        assertThatThrownBy(() -> codec.decode(bytes))
                .hasMessageContaining("version 9")
                .hasMessageContaining("at least");
    }
}
