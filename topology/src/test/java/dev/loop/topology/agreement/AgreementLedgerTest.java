package dev.loop.topology.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Agreement;
import dev.loop.schemas.avro.AgreementGroup;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.avro.LabelledBy;
import dev.loop.schemas.avro.MachineWord;
import dev.loop.schemas.avro.ProjectEvent;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.FeedbackTopology;
import dev.loop.topology.TopologyParts;
import dev.loop.topology.deadletter.RefusalCounts;
import dev.loop.topology.run.StreamsSettings;
import dev.loop.topology.store.OpenFeedbackStores;
import dev.loop.topology.store.StoreMemory;
import dev.loop.topology.webhook.DeliveryBacklog;
import dev.loop.topology.webhook.WebhookSettings;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How often people agree with the machine, on the real topology. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgreementLedgerTest {

    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final StoreMemory memory = new StoreMemory(4 << 20, 16 << 20, 1 << 20);

    private int projects;
    private String project = "";
    private TopologyTestDriver driver;
    private TestInputTopic<String, Label> labels;
    private TestInputTopic<String, WebhookEndpoint> endpoints;
    private TestOutputTopic<String, Agreement> counts;
    private TestOutputTopic<String, ProjectEvent> events;
    private TestOutputTopic<String, WebhookCommand> deliveries;

    @BeforeAll
    void open(@TempDir Path directory) {
        Properties config = new StreamsSettings(
                        "127.0.0.1:1",
                        "loop",
                        directory,
                        1,
                        Duration.ofMillis(30),
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        0,
                        Map.of())
                .properties();
        driver = new TopologyTestDriver(
                new FeedbackTopology(new TopologyParts(
                                registry,
                                memory,
                                1,
                                TopologyParts.MOST_SERIES,
                                Masking.usual(),
                                WebhookSettings.defaults(),
                                new RefusalCounts(),
                                new EndpointDirectory(),
                                new DeliveryBacklog(),
                                new OpenFeedbackStores()))
                        .build(config),
                config,
                START);
        labels = input(Topics.LABELS);
        endpoints = input(Topics.WEBHOOK_ENDPOINTS);
        counts = output(Topics.AGREEMENT);
        events = output(Topics.PROJECT_EVENTS);
        deliveries = output(Topics.WEBHOOK_COMMANDS);
    }

    @BeforeEach
    void begin() {
        project = "p" + projects++;
    }

    @AfterAll
    void close() {
        driver.close();
        memory.close();
    }

    @Test
    void shouldCountWhatPeopleSaid_andTakeItBack_whenTheItemChangesOrGoes() {
        say("fb_1", true, "pro", "en");
        say("fb_2", false, "pro", null);
        assertThat(told())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "all",
                        "1 of 2",
                        "plan pro",
                        "1 of 2",
                        "source -",
                        "1 of 2",
                        "language en",
                        "1 of 1",
                        "language -",
                        "0 of 1"));

        say("fb_2", true, "free", null);
        assertThat(told()).containsEntry("all", "2 of 2").containsEntry("plan free", "1 of 1");

        labels.pipeInput(project + "/fb_1", null);
        assertThat(told()).doesNotContainKey("plan pro").containsEntry("all", "1 of 1");
        labels.pipeInput(project + "/fb_2", null);
        assertThat(counts.readKeyValuesToMap()).containsEntry(project, null);
    }

    @Test
    void shouldCountNothing_whenNoMachineHadJudged_orNobodyLooked() {
        labels.pipeInput(
                project + "/fb_1",
                Label.newBuilder(label(true, "pro", "en")).setMachine(null).build());
        labels.pipeInput(
                project + "/fb_2",
                Label.newBuilder(label(true, "pro", "en"))
                        .setSaidBy(LabelledBy.AUTHOR)
                        .build());
        labels.pipeInput(project + "/fb_3", null);

        assertThat(counts.isEmpty()).isTrue();
    }

    @Test
    void shouldBeTheCountOfTheLabelsAsTheyStand_afterAnyChanges() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Label> standing = new HashMap<>();
        for (int step = 0; step < 2_000; step++) {
            String id = "fb_" + random.nextInt(150);
            if (random.nextInt(5) == 0) {
                standing.remove(id);
                labels.pipeInput(project + "/" + id, null);
            } else {
                Label label = label(random.nextBoolean(), "p" + random.nextInt(4), random.nextBoolean() ? "en" : null);
                standing.put(id, label);
                labels.pipeInput(project + "/" + id, label);
            }
        }

        Map<String, String> expected = new TreeMap<>();
        Map<String, int[]> sums = new TreeMap<>();
        standing.values().forEach(label -> {
            for (String key : List.of(
                    "all",
                    "plan " + label.getPlan().orElse("-"),
                    "source -",
                    "language " + label.getLanguage().orElse("-"))) {
                int[] sum = sums.computeIfAbsent(key, first -> new int[2]);
                sum[0] += label.getSentiment() == Sentiment.NEGATIVE ? 1 : 0;
                sum[1]++;
            }
        });
        sums.forEach((key, sum) -> expected.put(key, sum[0] + " of " + sum[1]));
        assertThat(told()).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void shouldTellOnce_whenAPlanLiesBelowTheRest_untilItDoesSoNoMore() {
        endpoints.pipeInput(
                project + "/we_1",
                WebhookEndpoint.newBuilder()
                        .setId("we_1")
                        .setProject(project)
                        .setUrl("https://example.org")
                        .setEvents(List.of("agreement.low"))
                        .setEnabledAt(START)
                        .setSecrets(List.of())
                        .setCreatedAt(START)
                        .setUpdatedAt(START)
                        .build());
        for (int i = 0; i < 200; i++) {
            say("fb_a" + i, i % 10 != 0, "pro", "en");
        }
        for (int i = 0; i < 60; i++) {
            say("fb_b" + i, i % 3 == 0, "free", "en");
        }

        ProjectEvent event = events.readValue();
        assertThat(events.isEmpty()).isTrue();
        assertThat(event.getType()).isEqualTo("agreement.low");
        assertThat(event.getEventId()).matches("evt_ag_[0-9a-f]{24}_\\d+");
        assertThat(event.getData())
                .isEqualTo(
                        "{\"id\":\"plan=free\",\"by\":\"plan\",\"value\":\"free\",\"items\":30,\"agreed\":10,\"share\":0.3333333333333333,"
                                + "\"others\":{\"items\":200,\"agreed\":180,\"share\":0.9}}");
        assertThat(deliveries.readKeyValuesToList()).hasSize(1).allMatch(record -> record.key.equals("we_1"));
        assertThat(low()).containsOnly("free");

        for (int i = 0; i < 60; i++) {
            say("fb_b" + i, true, "free", "en");
        }
        assertThat(low()).isEmpty();
        for (int i = 0; i < 60; i++) {
            say("fb_b" + i, false, "free", "en");
        }
        assertThat(events.readValuesToList()).hasSize(1);
        assertThat(low()).containsOnly("free");
    }

    @Test
    void shouldSetAside_whenARecordCannotBeRead() {
        TestInputTopic<byte[], byte[]> raw =
                driver.createInputTopic(Topics.LABELS.name(), new ByteArraySerializer(), new ByteArraySerializer());
        TestOutputTopic<byte[], byte[]> refused = driver.createOutputTopic(
                Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        raw.pipeInput((project + "/fb_1").getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[] {9});
        raw.pipeInput(null, new byte[] {9});
        raw.pipeInput(new byte[] {'x'}, new byte[] {9});
        say("fb_2", true, "pro", "en");

        assertThat(refused.readRecordsToList()).hasSize(3);
        assertThat(told()).containsEntry("all", "1 of 1");
    }

    /** Returns the counts that were told last. */
    private Map<String, String> told() {
        Agreement last = counts.readKeyValuesToMap().get(project);
        Map<String, String> told = new TreeMap<>();
        told.put("all", last.getAgreed() + " of " + last.getItems());
        for (AgreementGroup group : last.getGroups()) {
            told.put(
                    group.getField() + " " + group.getValue().orElse("-"),
                    group.getAgreed() + " of " + group.getItems());
        }
        return told;
    }

    private List<String> low() {
        return counts.readKeyValuesToMap().get(project).getGroups().stream()
                .filter(group -> group.getLowSince().isPresent())
                .map(group -> group.getValue().orElse("-"))
                .toList();
    }

    private void say(String id, boolean agrees, String plan, @Nullable String language) {
        labels.pipeInput(project + "/" + id, label(agrees, plan, language));
    }

    private Label label(boolean agrees, String plan, @Nullable String language) {
        return Label.newBuilder()
                .setId("fb")
                .setProject(project)
                .setSentiment(agrees ? Sentiment.NEGATIVE : Sentiment.NEUTRAL)
                .setSaidBy(LabelledBy.PERSON)
                .setSaidAt(START)
                .setMachine(new MachineWord(Sentiment.NEGATIVE, false, null, "r1"))
                .setPlan(plan)
                .setLanguage(language)
                .build();
    }

    private <V extends SpecificRecord> TestInputTopic<String, V> input(Topic<V> topic) {
        return driver.createInputTopic(
                topic.name(),
                new StringSerializer(),
                WireSerdes.of(topic, registry).serializer());
    }

    private <V extends SpecificRecord> TestOutputTopic<String, V> output(Topic<V> topic) {
        return driver.createOutputTopic(
                topic.name(),
                new StringDeserializer(),
                WireSerdes.of(topic, registry).deserializer());
    }
}
