package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.bi.BiParts;
import dev.loop.bi.EmbeddedPostgres;
import dev.loop.connectors.postgres.PostgresAddress;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.wire.ConfluentAvroSerializer;
import dev.loop.topology.question.Position;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outages and bad records lose nothing from the tables, double nothing, and leave no sink down. */
class TablesOutageTest {

    /** Longer than some of the sinks' tries, which are a second apart. Longer still on demand. */
    private static final Duration DATABASE_GONE = Duration.ofSeconds(Integer.getInteger("loop.bi.outage.seconds", 4));

    private static final Duration RECOVERY = Duration.ofSeconds(120);
    private static final int LOAD = 3_000;
    private static final BiParts PARTS = new BiParts(Path.of("target", "bi").toAbsolutePath());

    @TempDir
    private Path directory;

    private int items;
    private int batches;

    @Test
    void shouldLoseAndDoubleNothing_whenPoisonComesAColumnIsAddedAndAllIsKilled() throws Exception {
        Path database = directory.resolve("postgres");
        EmbeddedPostgres postgres = EmbeddedPostgres.start(database, PARTS, 0);
        PostgresAddress address = postgres.address();
        int port = Integer.parseInt(address.jdbcUrl().replaceFirst("^.*:([0-9]+)/.*$", "$1"));
        String password = address.password().orElseThrow();
        Map<String, String> variables = Map.of("LOOP_POSTGRES", address.shown(), "LOOP_POSTGRES_PASSWORD", password);
        Path data = directory.resolve("loop");
        try {
            try (RunningLoop loop = RunningLoop.up(data, variables)) {
                LoopClient client = loop.client();
                same(client, address, load(client));

                poison(loop);
                same(client, address, load(client));
                assertThat(deadLetters(loop)).isEqualTo(3);

                addColumn(loop, address);
                same(client, address, load(client));

                postgres.close();
                long gone = System.nanoTime();
                Position meanwhile = load(client);
                await().atMost(RECOVERY)
                        .until(() -> status(client).equals("degraded")
                                && client.metric("loop_sink_lag", Map.of("topic", "feedback")) > 0);
                System.out.println("Tables: " + client.get("/health/ready").text());
                Pace.OUTAGE.rest(DATABASE_GONE.minusNanos(System.nanoTime() - gone));
                postgres = EmbeddedPostgres.start(database, PARTS, port);
                long back = System.nanoTime();
                same(client, address, meanwhile);
                System.out.printf(
                        "Tables: all there %d ms after the database was back, which was gone for %d s%n",
                        Duration.ofNanos(System.nanoTime() - back).toMillis(), DATABASE_GONE.toSeconds());
                await().atMost(RECOVERY).until(() -> status(client).equals("ready"));
                crash(database);
                long crashed = System.nanoTime();
                same(client, address, load(client));
                System.out.printf(
                        "Tables: all there %d ms after the database had crashed, which was started anew by itself%n",
                        Duration.ofNanos(System.nanoTime() - crashed).toMillis());
                assertThat(loop.out()).noneMatch(line -> line.contains(password));
                assertThat(loop.complaints()).noneMatch(line -> line.contains(password));

                load(client);
                loop.kill();
            }
            try (RunningLoop loop = RunningLoop.up(data, variables)) {
                long begin = System.nanoTime();
                same(loop.client(), address, load(loop.client()));
                System.out.printf(
                        "Tables: all there %d ms after a start that followed a kill%n",
                        Duration.ofNanos(System.nanoTime() - begin).toMillis());
                loop.stop();
            }
        } finally {
            postgres.close();
        }
    }

    private static void crash(Path database) throws Exception {
        String pid = Files.readAllLines(database.resolve("cluster").resolve("postmaster.pid"))
                .get(0)
                .strip();
        ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
    }

    private static String status(LoopClient client) {
        return client.get("/health/ready").expect(200).json().path("status").asText();
    }

    private Position load(LoopClient client) {
        int batch = batches++;
        JsonNode answer = client.batch(IntStream.range(0, LOAD)
                        .mapToObj(i -> LoopClient.item(
                                "m" + i,
                                i % 2 == 0 ? "negative" : "positive",
                                Map.of("externalId", batch + "-" + i, "metadata", Map.of("i", Integer.toString(i)))))
                        .toList())
                .expect(202)
                .json();
        assertThat(answer.path("accepted").asInt(LOAD)).isEqualTo(LOAD);
        items += LOAD;
        client.awaitTotal(items);
        return Position.parse(
                        client.get("/v1/sentiment").json().at("/asOf/position").asText())
                .orElseThrow();
    }

    /** Checks that tables at the position hold the items of the API, each once. */
    private void same(LoopClient client, PostgresAddress address, Position position) throws Exception {
        await().atMost(RECOVERY)
                .until(() -> client.get("/v1/sinks", "Loop-Position", position.toString(), "Loop-Wait", "20000")
                                .status()
                        == 200);
        try (Tables tables = new Tables(address)) {
            Set<String> wanted = new HashSet<>();
            client.items("").forEach(item -> wanted.add(item.path("id").asText()));
            assertThat(wanted).hasSize(items);
            assertThat(tables.number("SELECT count(*) FROM feedback WHERE NOT metadata ? 'foreign'"))
                    .isEqualTo(items);
            assertThat(tables.number("SELECT count(*) FROM feedback_change WHERE type = 'created'"))
                    .isEqualTo(items);
            assertThat(tables.number("SELECT count(*) FROM feedback f JOIN feedback_change c USING (id, revision)"))
                    .isEqualTo(items);
            String some = wanted.iterator().next();
            assertThat(tables.number("SELECT count(*) FROM feedback WHERE id = '" + some + "'"))
                    .isOne();
        }
    }

    /**
     * Bytes of nobody, a text that no database holds, and a row without a key, each the last of its partition. The broker
     * refuses the last where a topic is compacted.
     */
    private void poison(RunningLoop loop) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(loop)) {
            byte[] nul = encoded(loop, foreign("fb_z", "a\0b", Feedback.getClassSchema()));
            for (ProducerRecord<byte[], byte[]> record : List.of(
                    new ProducerRecord<>(Topics.FEEDBACK.name(), 0, bytes("fb_x"), bytes("no record")),
                    new ProducerRecord<>(Topics.FEEDBACK.name(), 2, bytes("fb_z"), nul),
                    new ProducerRecord<byte[], byte[]>(Topics.FEEDBACK_EVENTS.name(), 1, null, nul))) {
                producer.send(record).get();
            }
        }
        LoopClient client = loop.client();
        Position now = Position.parse(
                        client.get("/v1/sentiment").json().at("/asOf/position").asText())
                .orElseThrow();
        assertThat(client.get("/v1/sinks", "Loop-Position", now.toString())
                        .expect(200)
                        .json()
                        .path("data"))
                .as("what is set aside is not waited for")
                .allSatisfy(sink -> assertThat(sink.path("lag").asLong()).isZero());
    }

    /** Adds a column as a newer version of the program would. */
    private void addColumn(RunningLoop loop, PostgresAddress address) throws Exception {
        Schema old = Feedback.getClassSchema();
        List<Schema.Field> fields = new ArrayList<>();
        old.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(new Schema.Field(
                "weather",
                Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING)),
                "What it was said in, as no version of the program has it.",
                JsonProperties.NULL_VALUE));
        Schema newer = Schema.createRecord(old.getName(), old.getDoc(), old.getNamespace(), false, fields);
        GenericData.Record record = foreign("fb_newer", "m", newer);
        record.put("weather", "rain");
        try (KafkaProducer<byte[], byte[]> producer = producer(loop)) {
            producer.send(new ProducerRecord<>(Topics.FEEDBACK.name(), 0, bytes("fb_newer"), encoded(loop, record)))
                    .get();
        }
        await().atMost(RECOVERY).ignoreExceptions().untilAsserted(() -> {
            try (Tables tables = new Tables(address)) {
                assertThat(tables.text("SELECT weather FROM feedback WHERE id = 'fb_newer'"))
                        .isEqualTo("rain");
            }
        });
    }

    private static GenericData.Record foreign(String id, String message, Schema schema) {
        return new GenericRecordBuilder(schema)
                .set("id", id)
                .set("project", "default")
                .set("user_id", "u")
                .set("message", message)
                .set(
                        "sentiment",
                        new GenericData.EnumSymbol(schema.getField("sentiment").schema(), "NEUTRAL"))
                .set(
                        "status",
                        new GenericData.EnumSymbol(schema.getField("status").schema(), "OPEN"))
                .set("created_at", 1L)
                .set("received_at", 1L)
                .set("updated_at", 1L)
                .set("metadata", Map.of("foreign", "yes"))
                .set("revision", 1L)
                .build();
    }

    private static byte[] encoded(RunningLoop loop, GenericData.Record record) {
        try (ConfluentAvroSerializer serializer = new ConfluentAvroSerializer()) {
            serializer.configure(
                    Map.of(
                            "schema.registry.url",
                            loop.address() + "/registry",
                            "bearer.auth.token",
                            RunningLoop.SECRET_KEY),
                    false);
            return serializer.serialize(Topics.FEEDBACK.name(), record);
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(RunningLoop loop) {
        return new KafkaProducer<>(loop.kafka(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static int deadLetters(RunningLoop loop) {
        Map<String, Object> settings = new HashMap<>(loop.kafka());
        int found = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(Topics.DEAD_LETTERS.name(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    assertThat(record.headers()
                                    .lastHeader("__connect.errors.topic")
                                    .value())
                            .asString(StandardCharsets.UTF_8)
                            .startsWith(Topics.FEEDBACK.name());
                    found++;
                }
            }
        }
        return found;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
