package dev.loop.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

class UnreadableRecordTest {

    private static final long SEED = 4711;

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final Deserializer<Feedback> deserializer =
            WireSerdes.of(Topics.FEEDBACK, registry).deserializer();

    private byte[] good() {
        return WireSerdes.of(Topics.FEEDBACK, registry)
                .serializer()
                .serialize("", RandomRecords.of(Feedback.class, SEED, 1).get(0));
    }

    @Test
    void shouldBeMalformed_whenCutShortAnywhere() {
        byte[] record = good();
        for (int length = 0; length < record.length; length++) {
            byte[] cut = Arrays.copyOf(record, length);
            assertThatThrownBy(() -> deserializer.deserialize("", cut))
                    .as("first %d bytes of %d, seed %d", length, record.length, SEED)
                    .isInstanceOf(MalformedRecordException.class);
        }
    }

    @Test
    void shouldBeMalformed_whenBytesAreLeftOver() {
        byte[] record = good();
        assertThatThrownBy(() -> deserializer.deserialize("", Arrays.copyOf(record, record.length + 1)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("more than one");
    }

    @Test
    void shouldBeMalformed_whenThereIsNoMagicByte() {
        assertThatThrownBy(() -> deserializer.deserialize("", "{\"json\":true}".getBytes()))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("0x7b");
    }

    @Test
    void shouldBeMalformed_whenItIsAnotherRecord() {
        byte[] account = new ConfluentAvroSerializer(registry)
                .serialize("x", RandomRecords.of(Account.class, SEED, 1).get(0));
        assertThatThrownBy(() -> deserializer.deserialize("", account))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("Account");
    }

    @Test
    void shouldBeMalformed_whenItIsNoRecordAtAll() {
        byte[] text = new ConfluentAvroSerializer(registry).serialize("x", "text");
        assertThatThrownBy(() -> deserializer.deserialize("", text)).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void shouldNameTheId_whenTheRegistryDoesNotKnowIt() {
        byte[] record = good();
        System.arraycopy(WireFormat.header(-2), 0, record, 0, WireFormat.HEADER_SIZE);
        assertThatThrownBy(() -> deserializer.deserialize("", record))
                .isInstanceOfSatisfying(
                        UnknownSchemaIdException.class,
                        e -> assertThat(e.schemaId()).isEqualTo(-2));
    }

    @Test
    void shouldBeMalformed_whenTheClassIsMissing() {
        Schema schema = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Nowhere\",\"namespace\":\"a.b\",\"fields\":[]}");
        byte[] record = WireFormat.header(registry.register("x", schema));
        ConfluentAvroDeserializer specific = new ConfluentAvroDeserializer(registry);
        specific.configure(Map.of("specific.avro.reader", true), false);
        assertThatThrownBy(() -> specific.deserialize("x", record))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("a.b.Nowhere");
    }

    /**
     * Random damage gives an unreadable record, never an error that would stop the stream, and never takes much memory.
     */
    @Test
    void shouldThrowNothingElse_whenBytesAreDamagedAtRandom() {
        Random random = new Random(SEED);
        var serde = WireSerdes.of(Topics.FEEDBACK_COMMANDS, registry);
        List<FeedbackCommand> commands = RandomRecords.of(FeedbackCommand.class, SEED, 200);
        int unreadable = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] record = serde.serializer().serialize("", commands.get(i % commands.size()));
            for (int damage = random.nextInt(4); damage >= 0; damage--) {
                int at = WireFormat.HEADER_SIZE + random.nextInt(record.length - WireFormat.HEADER_SIZE);
                record[at] = (byte) random.nextInt();
            }
            Throwable thrown = catchThrowable(() -> serde.deserializer().deserialize("", record));
            if (thrown != null) {
                unreadable++;
                assertThat(thrown).as("seed %d, record %d", SEED, i).isInstanceOf(UnreadableRecordException.class);
            }
        }
        assertThat(unreadable).isGreaterThan(1_000);
    }
}
