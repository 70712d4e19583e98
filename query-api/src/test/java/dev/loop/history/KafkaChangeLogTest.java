package dev.loop.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.broker.EmbeddedKafka;
import dev.loop.broker.TopicLayout;
import dev.loop.broker.TopicSetup;
import dev.loop.history.ChangeLog.Batch;
import dev.loop.history.ChangeLog.Increment;
import dev.loop.history.ChangeLog.PositionGoneException;
import dev.loop.question.Questions.ForeignPositionException;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.question.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real broker, with transactions and two partitions. */
class KafkaChangeLogTest {

    private static final String TOPIC = Topics.FEEDBACK_EVENTS.name();
    private static final Instant AT = Instant.parse("2026-06-19T14:00:00Z");

    private static EmbeddedKafka kafka;

    private Serde<FeedbackChange> serde;
    private KafkaProducer<String, byte[]> producer;
    private KafkaChangeLog log;

    /** The offset of the next command of each partition, of those that are committed. */
    private final long[] committed = new long[2];

    /** The items of each partition as they stood after a command. */
    private final List<TreeMap<Long, Map<String, Long>>> past = List.of(new TreeMap<>(), new TreeMap<>());

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        kafka = EmbeddedKafka.start(directory, 0);
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @BeforeEach
    void start() {
        Map<String, Object> connection = kafka.clientSettings();
        serde = WireSerdes.of(
                Topics.FEEDBACK_EVENTS, SchemaRegistryClient.from(Map.of("schema.registry.url", "mock://changes")));
        try (Admin admin = Admin.create(connection)) {
            new TopicSetup(admin, TopicLayout.embedded(OptionalInt.of(2)), Duration.ofSeconds(20))
                    .prepare(List.of(Topics.FEEDBACK_EVENTS));
        }
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("transactional.id", "t");
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
        log = open(1_000);
    }

    private KafkaChangeLog open(int mostItems) {
        return new KafkaChangeLog(
                kafka.clientSettings(), 2, serde.deserializer(), partition -> committed[partition], mostItems);
    }

    /** The next test finds no topic. */
    @AfterEach
    void stop() throws Exception {
        log.close();
        producer.close();
        try (Admin admin = Admin.create(kafka.clientSettings())) {
            admin.deleteTopics(List.of(TOPIC)).all().get();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {20261121, 7})
    void shouldLeadFromAnyPastToThePresent_whenItemsChangeAndAreErased(long seed) {
        var random = new Random(seed);
        past.forEach(states -> states.put(-1L, Map.of()));
        for (int transaction = 0; transaction < 40; transaction++) {
            boolean aborted = random.nextInt(5) == 0;
            write(random, aborted);
        }
        for (int most : new int[] {1_000, 3}) {
            try (KafkaChangeLog limited = open(most)) {
                for (int i = 0; i < 8; i++) {
                    long first = random.nextLong(-1, committed[0]);
                    long second = random.nextLong(-1, committed[1]);
                    Map<String, Long> items =
                            new HashMap<>(past.get(0).floorEntry(first).getValue());
                    items.putAll(past.get(1).floorEntry(second).getValue());
                    Position position = position(first, second);
                    int steps = 0;
                    Increment increment;
                    do {
                        increment = limited.after(position, Position.NONE, Duration.ZERO);
                        take(increment, items);
                        position = increment.next();
                        steps++;
                        assertThat(steps).as("it comes to an end").isLessThan(200);
                    } while (increment.more());
                    assertThat(items)
                            .as("seed %d, from %d and %d, %d items at most", seed, first, second, most)
                            .isEqualTo(present());
                    assertThat(position).isEqualTo(position(committed[0] - 1, committed[1] - 1));
                }
            }
        }
    }

    private Map<String, Long> present() {
        Map<String, Long> all = new HashMap<>(past.get(0).lastEntry().getValue());
        all.putAll(past.get(1).lastEntry().getValue());
        return all;
    }

    private static Position position(long first, long second) {
        var offsets = new TreeMap<Integer, Long>();
        if (first >= 0) {
            offsets.put(0, first);
        }
        if (second >= 0) {
            offsets.put(1, second);
        }
        return new Position(offsets);
    }

    private static void take(Increment increment, Map<String, Long> items) {
        List<String> told = new ArrayList<>();
        Optional<Batch> batch = Optional.of(increment.first());
        while (batch.isPresent()) {
            for (FeedbackChange change : batch.get().changes()) {
                told.add(change.getId());
                if (change.getAfter().isPresent()) {
                    items.put(change.getId(), change.getRevision());
                } else {
                    items.remove(change.getId());
                }
            }
            batch = batch.get().rest().map(rest -> rest.get());
        }
        assertThat(told).doesNotHaveDuplicates();
    }

    /** Some commands of both partitions; of every few one changes nothing. An aborted one is done again, otherwise. */
    private void write(Random random, boolean aborted) {
        producer.beginTransaction();
        long[] next = committed.clone();
        List<TreeMap<Long, Map<String, Long>>> states = List.of(new TreeMap<>(), new TreeMap<>());
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            int partition = random.nextInt(2);
            long command = next[partition]++;
            var items = new HashMap<>(
                    states.get(partition).isEmpty()
                            ? past.get(partition).lastEntry().getValue()
                            : states.get(partition).lastEntry().getValue());
            // An id that was erased does not come again.
            String id = items.isEmpty() || random.nextInt(3) == 0
                    ? "fb_" + partition + "_" + command
                    : List.copyOf(new TreeMap<>(items).keySet()).get(random.nextInt(items.size()));
            switch (random.nextInt(6)) {
                case 0 -> {
                    // Nothing.
                }
                case 1 -> {
                    if (items.remove(id) != null) {
                        send(partition, id, command, command, null);
                    }
                }
                default -> {
                    items.put(id, command);
                    send(partition, id, command, command, item(id, command));
                }
            }
            states.get(partition).put(command, items);
        }
        if (aborted) {
            producer.abortTransaction();
            return;
        }
        producer.commitTransaction();
        for (int partition = 0; partition < 2; partition++) {
            committed[partition] = next[partition];
            past.get(partition).putAll(states.get(partition));
        }
    }

    @Test
    void shouldWaitForWhatIsAsked_whenItIsNotCommittedYet() {
        assertThatThrownBy(() -> log.after(Position.NONE, Position.of(1, 5), Duration.ofMillis(50)))
                .isInstanceOf(NotReadyException.class);
        assertThatThrownBy(() -> log.after(Position.of(2, 5), Position.NONE, Duration.ZERO))
                .isInstanceOf(ForeignPositionException.class);
    }

    @Test
    void shouldSaySo_whenWhatChangedIsNotKeptAnyMore() throws Exception {
        for (int i = 0; i < 10; i++) {
            producer.beginTransaction();
            send(0, "fb_" + i, i, 1, item("fb_" + i, i));
            producer.commitTransaction();
        }
        committed[0] = 10;
        Map<String, Object> connection = kafka.clientSettings();
        try (Admin admin = Admin.create(connection)) {
            // Each command has its record, and the end of its transaction.
            admin.deleteRecords(Map.of(new TopicPartition(TOPIC, 0), RecordsToDelete.beforeOffset(10)))
                    .all()
                    .get();
            assertThatThrownBy(() -> log.after(Position.of(0, 3), Position.NONE, Duration.ZERO))
                    .isInstanceOf(PositionGoneException.class);
            assertThat(log.after(Position.of(0, 6), Position.NONE, Duration.ZERO)
                            .first()
                            .changes())
                    .extracting(FeedbackChange::getId)
                    .containsExactly("fb_7", "fb_8", "fb_9");
            admin.deleteRecords(Map.of(new TopicPartition(TOPIC, 0), RecordsToDelete.beforeOffset(20)))
                    .all()
                    .get();
            assertThatThrownBy(() -> log.after(Position.of(0, 8), Position.NONE, Duration.ZERO))
                    .isInstanceOf(PositionGoneException.class);
            assertThat(log.after(Position.of(0, 9), Position.NONE, Duration.ZERO)
                            .first()
                            .changes())
                    .isEmpty();
        }
    }

    private void send(int partition, String id, long command, long revision, @Nullable Feedback after) {
        var change = new FeedbackChange(
                "evt_" + command,
                after == null ? ChangeType.ERASED : ChangeType.UPDATED,
                id,
                "default",
                revision,
                AT,
                null,
                null,
                null,
                after);
        producer.send(
                new ProducerRecord<>(TOPIC, partition, id, serde.serializer().serialize(TOPIC, change)));
    }

    private static Feedback item(String id, long command) {
        return Feedback.newBuilder()
                .setId(id)
                .setProject("default")
                .setUserId("u_1")
                .setMessage("said")
                .setSentiment(Sentiment.NEUTRAL)
                .setStatus(Status.OPEN)
                .setCreatedAt(AT)
                .setReceivedAt(AT)
                .setUpdatedAt(AT)
                .setRevision(command)
                .setCommandOffset(command)
                .build();
    }
}
