package dev.loop.api.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.api.live.LiveFeed.Client;
import dev.loop.broker.EmbeddedKafka;
import dev.loop.broker.TopicLayout;
import dev.loop.broker.TopicSetup;
import dev.loop.history.EntryReader;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.ProjectEvent;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker, with transactions and two partitions. */
class LiveReaderTest {

    private static final String TOPIC = Topics.FEEDBACK_EVENTS.name();
    private static final int MORE_THAN_ANYBODY_READS = 25_000;

    @TempDir
    private Path directory;

    private final LiveFeed feed = new LiveFeed(2);
    private final SchemaRegistryClient registry =
            SchemaRegistryClient.from(Map.of("schema.registry.url", "mock://live"));
    private final Serde<FeedbackChange> serde = WireSerdes.of(Topics.FEEDBACK_EVENTS, registry);
    private final Serde<ProjectEvent> projectSerde = WireSerdes.of(Topics.PROJECT_EVENTS, registry);
    private EmbeddedKafka kafka;
    private KafkaProducer<String, byte[]> producer;
    private LiveReader reader;

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.start(directory, 0);
        Map<String, Object> connection = kafka.clientSettings();
        try (Admin admin = Admin.create(connection)) {
            new TopicSetup(admin, TopicLayout.embedded(OptionalInt.of(2)), Duration.ofSeconds(20))
                    .prepare(List.of(Topics.FEEDBACK_EVENTS, Topics.PROJECT_EVENTS));
        }
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("transactional.id", "live");
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
        reader = LiveReader.start(feed, connection, 2, new EntryReader(registry));
    }

    @AfterEach
    void stop() {
        reader.close();
        producer.close();
        kafka.close();
    }

    @Test
    void shouldTellWhatIsCommittedAndLeaveOutWhatNobodyCouldRead_whenItComes() {
        commit(0, 3);
        Client client = feed.open(change -> true, () -> true);
        client.tail().begin();
        assertThat(told(client)).contains("event: open");

        producer.beginTransaction();
        write(100);
        producer.flush();
        producer.abortTransaction();
        commit(3, 6);
        // Nothing of before it came, and nothing that was aborted.
        awaitTold(client, "evt_3", "evt_4", "evt_5");
        commitToProject("evt_tr_1");
        awaitTold(client, "evt_tr_1");

        commit(1_000, 1_000 + MORE_THAN_ANYBODY_READS);
        // Changes that come while the reader is still behind are left out as well, so more are sent until one arrives.
        var rest = new StringBuilder();
        int[] next = {50_000};
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            commit(next[0], ++next[0]);
            rest.append(told(client));
            return rest.indexOf("\"evt_50") >= 0;
        });
        assertThat(rest).contains("event: gap");
        // Some came before it was clear that they were too many.
        assertThat(rest.toString().split("event: feedback.erased", -1)).hasSizeLessThan(MORE_THAN_ANYBODY_READS / 2);

        client.leave();
        assertThat(feed.wanted()).isFalse();
    }

    /** Exactly these, whatever the order of partitions. */
    private static void awaitTold(Client client, String... ids) {
        String all =
                toldUntil(client, Arrays.stream(ids).map(id -> '"' + id + '"').toArray(String[]::new));
        assertThat(all.split("event: ", -1)).hasSize(ids.length + 1);
    }

    private static String toldUntil(Client client, String... expected) {
        var all = new StringBuilder();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            all.append(told(client));
            return Arrays.stream(expected).allMatch(one -> all.indexOf(one) >= 0);
        });
        return all.toString();
    }

    private static String told(Client client) {
        var all = new StringBuilder();
        for (byte[] chunk = client.tail().take();
                chunk != null;
                chunk = client.tail().take()) {
            all.append(new String(chunk, StandardCharsets.UTF_8));
        }
        return all.toString();
    }

    private void commit(int from, int to) {
        producer.beginTransaction();
        for (int i = from; i < to; i++) {
            write(i);
        }
        producer.commitTransaction();
    }

    private void commitToProject(String id) {
        producer.beginTransaction();
        var event = new ProjectEvent(id, "trend.opened", "default", Instant.EPOCH, "{}");
        String topic = Topics.PROJECT_EVENTS.name();
        producer.send(
                new ProducerRecord<>(topic, "default", projectSerde.serializer().serialize(topic, event)));
        producer.commitTransaction();
    }

    /** An erasure, which is the smallest change there is. */
    private void write(int number) {
        var change = new FeedbackChange(
                "evt_" + number,
                ChangeType.ERASED,
                "fb_" + number,
                "default",
                2L,
                Instant.EPOCH,
                null,
                null,
                null,
                null);
        producer.send(new ProducerRecord<>(
                TOPIC, number % 2, change.getId(), serde.serializer().serialize(TOPIC, change)));
    }
}
