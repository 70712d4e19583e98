package dev.loop.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Feedback;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {

    private static final long SEED = 20260619;

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

    static Stream<Class<? extends SpecificRecord>> types() {
        return RandomRecords.TYPES.stream();
    }

    private static <V extends SpecificRecord> Topic<V> topic(Class<V> type) {
        return new Topic<>("some-topic", Optional.of(type), Topic.Kind.LOG, Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("types")
    <V extends SpecificRecord> void shouldReadWhatWasWritten_whenRecordsAreRandom(Class<V> type) {
        Serde<V> serde = WireSerdes.of(topic(type), registry);
        for (V record : RandomRecords.of(type, SEED, 200)) {
            byte[] bytes = serde.serializer().serialize("ignored", record);
            assertThat(serde.deserializer().deserialize("ignored", bytes))
                    .as("seed %d", SEED)
                    .isEqualTo(record);
        }
        assertThat(registry.latest("some-topic-value").version()).isOne();
    }

    @ParameterizedTest
    @MethodSource("types")
    <V extends SpecificRecord> void shouldWriteTheSameBytes_whenUsedByClassOrByTopic(Class<V> type) {
        Serde<V> serde = WireSerdes.of(topic(type), registry);
        ConfluentAvroSerializer serializer = new ConfluentAvroSerializer(registry);
        ConfluentAvroDeserializer deserializer = new ConfluentAvroDeserializer(registry);
        deserializer.configure(Map.of("specific.avro.reader", "true"), false);
        for (V record : RandomRecords.of(type, SEED, 50)) {
            byte[] bytes = serde.serializer().serialize("", record);
            assertThat(serializer.serialize("some-topic", record)).isEqualTo(bytes);
            assertThat(deserializer.deserialize("some-topic", bytes)).isEqualTo(record);
        }
    }

    @Test
    void shouldReadGenericRecordsAndWriteThemBack_whenNotAskedForSpecificOnes() {
        ConfluentAvroSerializer serializer = new ConfluentAvroSerializer(registry);
        ConfluentAvroDeserializer deserializer = new ConfluentAvroDeserializer(registry);
        // Accounts, which hold no map: the order of a map's entries depends on the kind of its strings.
        for (Account record : RandomRecords.of(Account.class, SEED, 50)) {
            byte[] bytes = serializer.serialize("accounts", record);
            Object generic = deserializer.deserialize("accounts", bytes);
            assertThat(generic).isInstanceOf(GenericRecord.class).isNotInstanceOf(SpecificRecord.class);
            // A generic record of an equal schema, from the registry, has to give the same bytes.
            assertThat(serializer.serialize("accounts", generic)).isEqualTo(bytes);
        }
    }

    @Test
    void shouldKeepPlainValues_whenTheyAreNotRecords() {
        ConfluentAvroSerializer serializer = new ConfluentAvroSerializer(registry);
        ConfluentAvroDeserializer deserializer = new ConfluentAvroDeserializer(registry);
        for (Object value : List.of("text", 1, 2L, 3.5f, 4.5d, true)) {
            Object back = deserializer.deserialize("t", serializer.serialize("t" + value.getClass(), value));
            assertThat(back.toString()).isEqualTo(value.toString());
        }
        byte[] bytes = {1, 2, 3};
        assertThat(serializer.serialize("raw", bytes)).hasSize(WireFormat.HEADER_SIZE + 3);
        assertThat(deserializer.deserialize("raw", serializer.serialize("raw", bytes)))
                .isEqualTo(bytes);
        assertThat(serializer.serialize("t", null)).isNull();
        assertThat(deserializer.deserialize("t", null)).isNull();
    }

    @Test
    void shouldWriteTheNextRecordWhole_whenOneCouldNotBeWritten() {
        Serde<Account> serde = WireSerdes.of(Topics.ACCOUNTS, registry);
        Account good = new Account("a1", "default", null, null, List.of(), Instant.EPOCH);
        byte[] expected = serde.serializer().serialize("", good);
        Account halfWritten = new Account("a2", null, null, null, List.of(), Instant.EPOCH);

        assertThatThrownBy(() -> serde.serializer().serialize("", halfWritten))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("Account");
        assertThat(serde.serializer().serialize("", good)).isEqualTo(expected);
    }

    @Test
    void shouldKeepThreadsApart_whenManyUseOneSerde() throws Exception {
        Serde<Feedback> serde = WireSerdes.of(Topics.FEEDBACK, registry);
        List<Feedback> records = RandomRecords.of(Feedback.class, SEED, 500);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> done = IntStream.range(0, 8)
                    .<Future<?>>mapToObj(ignored -> threads.submit(() -> {
                        for (Feedback record : records) {
                            byte[] bytes = serde.serializer().serialize("", record);
                            assertThat(serde.deserializer().deserialize("", bytes))
                                    .isEqualTo(record);
                        }
                    }))
                    .toList();
            for (Future<?> one : done) {
                one.get(Duration.ofSeconds(30).toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
