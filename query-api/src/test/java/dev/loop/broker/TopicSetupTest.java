package dev.loop.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.loop.broker.TopicProblems.Problem;
import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicSetupTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path directory;

    private static EmbeddedKafka kafka;
    private static Admin admin;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.start(directory, 0);
        admin = Admin.create(kafka.clientSettings());
    }

    @AfterAll
    static void stopKafka() {
        admin.close();
        kafka.close();
    }

    @Test
    void shouldMakeEveryTopic_whenTheClusterIsNew() throws Exception {
        assertThat(setup(OptionalInt.of(3)).prepare(Topics.all())).isEqualTo(3);

        var described = admin.describeTopics(
                        Topics.all().stream().map(Topic::name).toList())
                .allTopicNames()
                .get();
        for (Topic<?> topic : Topics.all()) {
            assertThat(described.get(topic.name()).partitions())
                    .as(topic.name())
                    .hasSize(topic.partitioned() ? 3 : 1);
            assertThat(setting(topic.name(), "message.timestamp.type")).isEqualTo("LogAppendTime");
            assertThat(setting(topic.name(), "cleanup.policy")).isEqualTo(topic.compacted() ? "compact" : "delete");
        }
        assertThat(setting(Topics.FEEDBACK_COMMANDS.name(), "retention.ms")).isEqualTo("-1");
        assertThat(setting(Topics.FEEDBACK_EVENTS.name(), "retention.ms"))
                .isEqualTo(Long.toString(Duration.ofDays(90).toMillis()));

        // Again, with no number asked for: that of the data holds.
        assertThat(setup(OptionalInt.empty()).prepare(Topics.all())).isEqualTo(3);
    }

    @Test
    void shouldTakeTheFirstRecord_whenTheTopicHasJustBeenMade() throws Exception {
        Topic<?> topic = topic("brand-new", Topic.Kind.LOG, Optional.empty());
        setup(OptionalInt.of(8)).prepare(List.of(topic));
        Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
        settings.putAll(Map.of("delivery.timeout.ms", 5000, "linger.ms", 0, "request.timeout.ms", 4000));
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int partition = 0; partition < 8; partition++) {
                RecordMetadata written = producer.send(new ProducerRecord<>(topic.name(), partition, "key", "value"))
                        .get();
                assertThat(written.offset()).isZero();
            }
        }
    }

    @Test
    void shouldReportAllProblemsWithRemedies_whenTopicsAreNotAsTheyMustBe() throws Exception {
        Topic<?> log = topic("wrong-log", Topic.Kind.LOG, Optional.empty());
        Topic<?> table = topic("wrong-table", Topic.Kind.TABLE, Optional.empty());
        Topic<?> side = topic("wrong-side", Topic.Kind.SIDE, Optional.of(Duration.ofDays(90)));
        Topic<?> missing = topic("not-there", Topic.Kind.LOG, Optional.empty());
        admin.createTopics(List.of(
                        new NewTopic(log.name(), 2, (short) 1),
                        new NewTopic(table.name(), 5, (short) 1)
                                .configs(
                                        Map.of("max.message.bytes", "1000", "message.timestamp.type", "LogAppendTime")),
                        new NewTopic(side.name(), 1, (short) 1)))
                .all()
                .get();
        await().until(() ->
                admin.listTopics().names().get().containsAll(List.of(log.name(), table.name(), side.name())));

        TopicProblems problems = catchThrowableOfType(
                TopicProblems.class, () -> setup(OptionalInt.of(2)).prepare(List.of(log, table, side, missing)));

        assertThat(problems.problems())
                .extracting(problem -> problem.topic() + " " + problem.what().split(" ")[0])
                .containsExactlyInAnyOrder(
                        "wrong-log retention.ms",
                        "wrong-log message.timestamp.type",
                        "wrong-log max.message.bytes",
                        "wrong-table has",
                        "wrong-table cleanup.policy",
                        "wrong-table max.message.bytes",
                        "wrong-side retention.ms",
                        "wrong-side message.timestamp.type",
                        "wrong-side max.message.bytes");
        assertThat(problems.problems()).extracting(Problem::remedy).allMatch(remedy -> !remedy.isBlank());
        assertThat(problems)
                .hasMessageContaining(
                        "kafka-configs --alter --topic wrong-log --add-config message.timestamp.type=LogAppendTime")
                .hasMessageContaining("has 5 partitions where 2 are needed")
                .hasMessageContaining("--partitions");
        assertThat(admin.listTopics().names().get()).doesNotContain(missing.name());
    }

    @Test
    void shouldSayHowManyBrokersThereAre_whenMoreCopiesAreWanted() {
        TopicSetup setup = new TopicSetup(admin, TopicLayout.cluster(OptionalInt.empty()), PATIENCE);
        assertThatThrownBy(() -> setup.prepare(Topics.all()))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("1 broker,")
                .hasMessageContaining("--replication 1");
    }

    @Test
    void shouldGiveUpWithRemedy_whenNobodyAnswers() {
        try (Admin nobody = Admin.create(
                Map.of("bootstrap.servers", "127.0.0.1:1", "request.timeout.ms", 400, "default.api.timeout.ms", 500))) {
            TopicSetup setup = new TopicSetup(nobody, TopicLayout.cluster(OptionalInt.empty()), Duration.ofSeconds(5));
            assertThatThrownBy(() -> setup.prepare(Topics.all()))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("--kafka");
        }
    }

    private static TopicSetup setup(OptionalInt partitions) {
        return new TopicSetup(admin, TopicLayout.embedded(partitions), PATIENCE);
    }

    private static Topic<SpecificRecord> topic(String name, Topic.Kind kind, Optional<Duration> retention) {
        return new Topic<>(name, Optional.empty(), kind, retention);
    }

    private static String setting(String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        return config.get(name).value();
    }
}
