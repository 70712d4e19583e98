package dev.loop.topology.theme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.JoinTheme;
import dev.loop.schemas.avro.ProjectEvent;
import dev.loop.schemas.avro.ReadVector;
import dev.loop.schemas.avro.Theme;
import dev.loop.schemas.avro.ThemeCommand;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.item.MeaningVector;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests the sub-topology of themes: what it reads, and what it tells whom. Each test has a project of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThemeLedgerTest {

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final StoreMemory memory = new StoreMemory(4 << 20, 16 << 20, 1 << 20);
    private final Topical topical = new Topical(7);
    private int projects;
    private String project;
    private TopologyTestDriver driver;
    private TestInputTopic<String, Feedback> vectors;
    private TestInputTopic<String, ThemeCommand> commands;
    private TestInputTopic<String, WebhookEndpoint> endpoints;
    private TestOutputTopic<String, Theme> themes;
    private TestOutputTopic<String, ProjectEvent> events;
    private TestOutputTopic<String, WebhookCommand> deliveries;
    private TestOutputTopic<String, FeedbackCommand> joins;

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
                Topical.START);
        vectors = input(Topics.FEEDBACK_VECTORS);
        commands = input(Topics.THEME_COMMANDS);
        endpoints = input(Topics.WEBHOOK_ENDPOINTS);
        themes = output(Topics.THEMES);
        events = output(Topics.PROJECT_EVENTS);
        deliveries = output(Topics.WEBHOOK_COMMANDS);
        joins = output(Topics.FEEDBACK_COMMANDS);
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

    @BeforeEach
    void begin() {
        project = "p" + projects++;
        told();
        events.readValuesToList();
        joins.readValuesToList();
    }

    @AfterAll
    void close() {
        driver.close();
        memory.close();
    }

    private void say(Feedback item) {
        say(project, item);
    }

    private void say(String in, Feedback item) {
        vectors.pipeInput(
                in + "/" + item.getId(),
                Feedback.newBuilder(item).setProject(in).build());
    }

    private void say(int from, int to, int topics) {
        for (int number = from; number < to; number++) {
            say(topical.item(number, number % topics));
        }
    }

    private Map<String, Theme> told() {
        driver.advanceWallClockTime(ThemeLedger.TOLD_EVERY);
        return themes.readKeyValuesToMap();
    }

    @Test
    void shouldTellOfEachThemeOnceASecond_whenItemsCome() {
        say(0, 300, 3);
        assertThat(themes.isEmpty()).isTrue();

        driver.advanceWallClockTime(ThemeLedger.TOLD_EVERY);

        assertThat(themes.readKeyValuesToList())
                .extracting(record -> record.key + " " + record.value.getItems())
                .containsExactly(project + "/th_1 100", project + "/th_2 100", project + "/th_3 100");
        driver.advanceWallClockTime(ThemeLedger.TOLD_EVERY);
        assertThat(themes.isEmpty()).isTrue();
    }

    @Test
    void shouldTellEachItemItsThemeOnce_whenItJoins() {
        say(0, 299, 3);
        assertThat(joins.isEmpty()).isTrue();
        Feedback last = topical.item(299, 2);
        say(last);

        assertThat(joins.readKeyValuesToList()).hasSize(300).allSatisfy(record -> {
            var join = (JoinTheme) record.value.getBody();
            int topic = Integer.parseInt(record.key.replaceAll("\\D", "")) % 3;
            assertThat(record.value.getId()).isEqualTo(record.key);
            assertThat(record.value.getProject()).isEqualTo(project);
            assertThat(join.getTheme()).contains("th_" + (topic + 1));
        });
        say(Feedback.newBuilder(last).setTheme("th_3").setTag("bags").build());
        assertThat(joins.isEmpty()).isTrue();

        Feedback empty = Feedback.newBuilder(last).setMessage("!!!").build();
        say(empty);
        assertThat(joins.readValue().getBody())
                .isEqualTo(new JoinTheme(
                        new ReadVector(MeaningVector.hash(empty.getVector().orElseThrow())), null));
        say(empty);
        assertThat(joins.isEmpty()).isTrue();
    }

    @Test
    void shouldTakeAThemeBack_whenItsItemsAreErased() {
        say(0, 300, 3);
        for (int more = 0; more < 5; more++) {
            say(Topical.item("fb_a" + more, "u", "shoes", topical.vector(5)));
        }
        assertThat(told()).hasSize(4);

        vectors.pipeInput(project + "/fb_a0", null);

        assertThat(told()).containsOnlyKeys(project + "/th_4").containsValue(null);
    }

    @Test
    void shouldTellAtOnce_whenPeopleWishSomething() {
        say(0, 300, 3);
        told();

        commands.pipeInput(
                project,
                ThemeCommand.newBuilder()
                        .setProject(project)
                        .setTheme("th_2")
                        .setAt(Topical.START)
                        .setName("Hold")
                        .setIgnored(true)
                        .build());

        Theme theme = themes.readValue();
        assertThat(theme.getGivenName()).contains("Hold");
        assertThat(theme.getIgnored()).isTrue();
        assertThat(theme.getCommandOffset()).isNotNegative();
        assertThat(theme.getWords()).isNotEmpty();
    }

    @Test
    void shouldChangeNothing_whenTheWishIsOfNoTheme() {
        say(0, 300, 3);
        told();
        for (String id : List.of("th_99", "theme", "th_", "th_99999999999999999999")) {
            commands.pipeInput(
                    project,
                    ThemeCommand.newBuilder()
                            .setProject(project)
                            .setTheme(id)
                            .setAt(Topical.START)
                            .setPinned(true)
                            .build());
        }

        assertThat(told()).isEmpty();
    }

    @Test
    void shouldKeepProjectsApart_whenTheyShareAPartition() {
        for (int number = 0; number < 600; number++) {
            say(number % 2 == 0 ? "one" : "one/two", topical.item(number, number / 2 % 3));
        }

        assertThat(told())
                .containsOnlyKeys("one/th_1", "one/th_2", "one/th_3", "one/two/th_1", "one/two/th_2", "one/two/th_3");
    }

    @Test
    void shouldTellTheLogAndSubscribers_whenAThemeGrows() {
        endpoints.pipeInput(
                project + "/we_1",
                WebhookEndpoint.newBuilder()
                        .setId("we_1")
                        .setProject(project)
                        .setUrl("https://example.org")
                        .setEvents(List.of("theme.grew"))
                        .setEnabledAt(Topical.START)
                        .setSecrets(List.of())
                        .setCreatedAt(Topical.START)
                        .setUpdatedAt(Topical.START)
                        .build());
        say(0, 300, 3);
        assertThat(events.isEmpty()).isTrue();

        say(300, 400, 3);

        assertThat(events.readValuesToList()).hasSize(3).allSatisfy(event -> {
            assertThat(event.getType()).isEqualTo("theme.grew");
            assertThat(event.getEventId()).matches("evt_th_[0-9a-f]{24}_50");
            assertThat(event.getData()).contains("\"items\":101,\"people\":101,\"negativeShare\":1.0");
            assertThat(event.getData()).doesNotContain("number");
        });
        assertThat(deliveries.readKeyValuesToList()).hasSize(3).allMatch(record -> record.key.equals("we_1"));
    }

    @Test
    void shouldSetAside_whenARecordCannotBeRead() {
        TestInputTopic<byte[], byte[]> raw = driver.createInputTopic(
                Topics.FEEDBACK_VECTORS.name(), new ByteArraySerializer(), new ByteArraySerializer());
        TestOutputTopic<byte[], byte[]> refused = driver.createOutputTopic(
                Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());

        raw.pipeInput("default/fb_1".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3});
        raw.pipeInput("fb_1".getBytes(StandardCharsets.UTF_8), new byte[] {0});

        assertThat(refused.readRecordsToList()).hasSize(2);
    }
}
