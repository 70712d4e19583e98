package dev.loop.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.wire.MalformedRecordException;
import dev.loop.schemas.wire.RegistryUnavailableException;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.UnknownSchemaIdException;
import dev.loop.schemas.wire.WireFormat;
import dev.loop.schemas.wire.WireSerdes;
import io.javalin.Javalin;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Confluent's own serializer and registry client against ours: the same bytes, read both ways, through our registry.
 * Run with {@code ./mvnw verify -Poracle}.
 */
class ConfluentOracleTest {

    private static final String SERIALIZER = "io.confluent.kafka.serializers.KafkaAvroSerializer";
    private static final String DESERIALIZER = "io.confluent.kafka.serializers.KafkaAvroDeserializer";
    private static final long SEED = 20260619;
    private static final int RECORDS = 300;

    private Javalin server;
    private Map<String, Object> configs;

    @BeforeEach
    void start() {
        boolean there = isThere();
        if (Boolean.getBoolean("loop.oracle.required")) {
            assertThat(there)
                    .as("-Poracle puts %s on the class path", SERIALIZER)
                    .isTrue();
        }
        assumeTrue(there, "SKIPPED: Confluent's serializer is not here; run with -Poracle");
        EmbeddedSchemaRegistry registry = new EmbeddedSchemaRegistry(new MemoryLog());
        server = Javalin.create(
                        config -> new SchemaRegistryRoutes(registry).mount(config.routes::addHttpHandler, "/registry"))
                .start("127.0.0.1", 0);
        configs = Map.of("schema.registry.url", "http://127.0.0.1:" + server.port() + "/registry");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private static boolean isThere() {
        try {
            Class.forName(SERIALIZER);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private Map<String, Object> genuine() {
        Map<String, Object> genuine = new HashMap<>(configs);
        genuine.put(WireSerdes.SERIALIZER, SERIALIZER);
        genuine.put(WireSerdes.DESERIALIZER, DESERIALIZER);
        return genuine;
    }

    static Stream<Topic<?>> topicsWithSchemas() {
        return Topics.all().stream().filter(topic -> topic.valueType().isPresent());
    }

    @ParameterizedTest
    @MethodSource("topicsWithSchemas")
    <V extends SpecificRecord> void shouldWriteTheSameBytesAndReadBothWays_whenRecordsAreRandom(Topic<V> topic) {
        SchemaRegistryClient client = SchemaRegistryClient.from(configs);
        Serde<V> ours = WireSerdes.of(topic, client);
        Serde<V> theirs = WireSerdes.of(topic, genuine());
        Schema schema = SpecificData.get().getSchema(topic.valueType().orElseThrow());
        GenericData generic = GenericData.get();
        // Ours reads what RandomData made, since it knows no logical types.
        Serializer<Object> seed = new dev.loop.schemas.wire.ConfluentAvroSerializer(client);
        for (Object random : new RandomData(generic, schema, RECORDS, SEED, false)) {
            V record = ours.deserializer().deserialize(topic.name(), seed.serialize(topic.name(), random));
            byte[] bytes = ours.serializer().serialize(topic.name(), record);
            assertThat(theirs.serializer().serialize(topic.name(), record))
                    .as("seed %d", SEED)
                    .isEqualTo(bytes);
            assertThat(theirs.deserializer().deserialize(topic.name(), bytes))
                    .as("seed %d", SEED)
                    .isEqualTo(record);
        }
    }

    @Test
    void shouldWriteTheSameBytes_whenValuesAreNotRecords() throws Exception {
        Serializer<Object> ours = new dev.loop.schemas.wire.ConfluentAvroSerializer();
        ours.configure(configs, false);
        Serializer<Object> theirs = make(SERIALIZER);
        theirs.configure(configs, false);
        Deserializer<Object> reader = make(DESERIALIZER);
        reader.configure(configs, false);
        for (Object value : List.of("text", 1, 2L, 3.5f, 4.5d, true, new byte[] {1, 2, 3})) {
            String topic = value.getClass().getSimpleName().replace("[]", "s");
            byte[] bytes = ours.serialize(topic, value);
            assertThat(theirs.serialize(topic, value)).as(topic).isEqualTo(bytes);
            Object back = reader.deserialize(topic, bytes);
            if (value instanceof byte[] array) {
                assertThat(back).isEqualTo(array);
            } else {
                assertThat(back.toString()).isEqualTo(value.toString());
            }
        }
        assertThat(theirs.serialize("t", null)).isNull();
    }

    @Test
    void shouldHaveOurErrors_whenTheirsReads() {
        Serde<Feedback> theirs = WireSerdes.of(Topics.FEEDBACK, genuine());
        byte[] unknown = Arrays.copyOf(WireFormat.header(4711), 20);
        assertThatThrownBy(() -> theirs.deserializer().deserialize("feedback", unknown))
                .isInstanceOf(UnknownSchemaIdException.class);
        assertThatThrownBy(() -> theirs.deserializer().deserialize("feedback", "garbage".getBytes()))
                .isInstanceOf(MalformedRecordException.class);
        int id = SchemaRegistryClient.from(configs).register("feedback-value", Feedback.getClassSchema());
        assertThatThrownBy(() -> theirs.deserializer().deserialize("feedback", WireFormat.header(id)))
                .isInstanceOf(MalformedRecordException.class);
        server.stop();
        assertThatThrownBy(() ->
                        WireSerdes.of(Topics.FEEDBACK, genuine()).deserializer().deserialize("feedback", unknown))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @SuppressWarnings("unchecked")
    private static <T> T make(String name) throws ReflectiveOperationException {
        return (T) Class.forName(name).getConstructor().newInstance();
    }
}
