package dev.loop.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loop.broker.EmbeddedKafka;
import dev.loop.broker.TopicLayout;
import dev.loop.broker.TopicSetup;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.wire.RegistryUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaRegistryLogTest {

    @TempDir
    private static Path directory;

    private static EmbeddedKafka kafka;
    private static Map<String, Object> configs;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.start(directory, 0);
        configs = kafka.clientSettings();
        try (Admin admin = Admin.create(configs)) {
            new TopicSetup(admin, TopicLayout.embedded(OptionalInt.of(1)), Duration.ofSeconds(20))
                    .prepare(List.of(Topics.SCHEMAS));
        }
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    private static Schema schema(String name) {
        return SchemaBuilder.record(name).fields().requiredInt("a").endRecord();
    }

    @Test
    void shouldKnowEverything_whenItStartsAgain() {
        int id;
        try (EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(configs)) {
            id = registry.register("again-value", Feedback.getClassSchema());
            assertThat(registry.register("again-value", Feedback.getClassSchema()))
                    .isEqualTo(id);
        }
        try (EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(configs)) {
            assertThat(registry.idFor("again-value", Feedback.getClassSchema())).isEqualTo(id);
            assertThat(registry.schemaById(id).getFullName()).isEqualTo(Feedback.class.getName());
            assertThat(registry.register("again-2-value", schema("Again"))).isGreaterThan(id);
        }
    }

    @Test
    void shouldSeeWhatAnotherWrote_whenTwoShareTheTopic() {
        try (EmbeddedSchemaRegistry one = EmbeddedSchemaRegistry.start(configs);
                EmbeddedSchemaRegistry two = EmbeddedSchemaRegistry.start(configs)) {
            for (int i = 0; i < 3; i++) {
                Schema a = schema("Shared" + i + "a");
                Schema b = schema("Shared" + i + "b");
                int idOfA = one.register("shared" + i + "a", a);
                int idOfB = two.register("shared" + i + "b", b);
                assertThat(idOfB).isNotEqualTo(idOfA);
                await().untilAsserted(() -> assertThat(
                                one.idFor("shared" + b.getName().substring(6), b))
                        .isEqualTo(idOfB));
                assertThat(two.register("shared" + i + "a", a)).isEqualTo(idOfA);
            }
        }
    }

    @Test
    void shouldGiveNoIdTwice_whenTwoRegisterAtOnce() throws Exception {
        int each = 12;
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (EmbeddedSchemaRegistry one = EmbeddedSchemaRegistry.start(configs);
                EmbeddedSchemaRegistry two = EmbeddedSchemaRegistry.start(configs)) {
            List<Future<Integer>> ids = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                String name = "Race" + i;
                ids.add(threads.submit(() -> one.register(name + "-one", schema(name + "One"))));
                ids.add(threads.submit(() -> two.register(name + "-two", schema(name + "Two"))));
            }
            Set<Integer> distinct = new HashSet<>();
            for (Future<Integer> id : ids) {
                distinct.add(id.get(60, TimeUnit.SECONDS));
            }
            assertThat(distinct).hasSize(2 * each);
            for (int i = 0; i < each; i++) {
                assertThat(two.schemaById(two.idFor("Race" + i + "-two", schema("Race" + i + "Two")))
                                .getName())
                        .isEqualTo("Race" + i + "Two");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldTakeOverWhatAGenuineRegistryWrote_whenItsRecordsAreInTheTopic() throws Exception {
        try (var producer = new KafkaProducer<>(configs, new StringSerializer(), new StringSerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.SCHEMAS.name(),
                                    "{\"keytype\":\"SCHEMA\",\"subject\":\"genuine-value\",\"version\":1,\"magic\":1}",
                                    "{\"subject\":\"genuine-value\",\"version\":1,\"id\":100001,\"md5\":\"eGY=\",\"schema\":\"\\\"string\\\"\",\"deleted\":false}"))
                    .get();
            producer.send(new ProducerRecord<>(Topics.SCHEMAS.name(), "{\"keytype\":\"NOOP\",\"magic\":0}", null));
            producer.send(new ProducerRecord<>(Topics.SCHEMAS.name(), "nonsense", "nonsense"))
                    .get();
        }
        try (EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(configs)) {
            assertThat(registry.idFor("genuine-value", Schema.create(Schema.Type.STRING)))
                    .isEqualTo(100001);
            assertThat(registry.register("after-value", schema("After"))).isGreaterThan(100001);
        }
    }

    @Test
    void shouldSayThatItIsUnavailable_whenKafkaIsNotThere() {
        assertThatThrownBy(() ->
                        SchemaRegistryLog.open(Map.of("bootstrap.servers", "127.0.0.1:1"), Duration.ofMillis(500)))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining(Topics.SCHEMAS.name());
    }
}
