package dev.loop.topology;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.avro.MaskingRules;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.avro.SentimentWords;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.deadletter.RefusalCounts;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.run.StreamsSettings;
import dev.loop.topology.store.FeedbackStore;
import dev.loop.topology.store.FeedbackView;
import dev.loop.topology.store.OpenFeedbackStores;
import dev.loop.topology.store.StoreMemory;
import dev.loop.topology.store.StoreNames;
import dev.loop.topology.webhook.DeliveryBacklog;
import dev.loop.topology.webhook.WebhookSettings;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The whole topology with its real settings on Kafka Streams' test driver: partition 0, and the broker's clock in hand. */
final class FeedbackDriver implements AutoCloseable {

    static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
    static final String APPLICATION = "loop";

    private final StoreMemory memory;
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> commands;
    private final TestInputTopic<String, Account> accounts;
    private final TestInputTopic<String, Project> projects;
    private final TestInputTopic<String, TagRule> tagRules;
    private final Serde<FeedbackCommand> wire;

    private long nextOffset;
    private Instant now = START;

    final TestOutputTopic<String, Feedback> items;
    final TestOutputTopic<String, FeedbackChange> changes;
    final TestOutputTopic<String, Feedback> vectors;
    final TestOutputTopic<String, Label> labels;
    final TestOutputTopic<byte[], byte[]> deadLetters;
    final TestOutputTopic<byte[], byte[]> changelog;

    FeedbackDriver(Path directory) {
        this(directory, new InMemorySchemaRegistry(), 1, TopologyParts.MOST_SERIES, 1 << 20);
    }

    /** @param cellBytes how much of the cells may be in memory */
    FeedbackDriver(Path directory, SchemaRegistryClient registry, int partitions, int mostSeries, long cellBytes) {
        memory = new StoreMemory(4 << 20, 16 << 20, cellBytes * partitions);
        Properties config = settings(directory).properties();
        driver = new TopologyTestDriver(
                new FeedbackTopology(new TopologyParts(
                                registry,
                                memory,
                                partitions,
                                mostSeries,
                                Masking.usual(),
                                WebhookSettings.defaults(),
                                new RefusalCounts(),
                                new EndpointDirectory(),
                                new DeliveryBacklog(),
                                new OpenFeedbackStores()))
                        .build(config),
                config,
                START);
        wire = WireSerdes.of(Topics.FEEDBACK_COMMANDS, registry);
        commands = driver.createInputTopic(
                Topics.FEEDBACK_COMMANDS.name(), new ByteArraySerializer(), new ByteArraySerializer());
        accounts = driver.createInputTopic(
                Topics.ACCOUNTS.name(),
                new StringSerializer(),
                WireSerdes.of(Topics.ACCOUNTS, registry).serializer());
        projects = driver.createInputTopic(
                Topics.PROJECTS.name(),
                new StringSerializer(),
                WireSerdes.of(Topics.PROJECTS, registry).serializer());
        tagRules = driver.createInputTopic(
                Topics.TAG_RULES.name(),
                new StringSerializer(),
                WireSerdes.of(Topics.TAG_RULES, registry).serializer());
        items = driver.createOutputTopic(
                Topics.FEEDBACK.name(),
                new StringDeserializer(),
                WireSerdes.of(Topics.FEEDBACK, registry).deserializer());
        changes = driver.createOutputTopic(
                Topics.FEEDBACK_EVENTS.name(),
                new StringDeserializer(),
                WireSerdes.of(Topics.FEEDBACK_EVENTS, registry).deserializer());
        vectors = driver.createOutputTopic(
                Topics.FEEDBACK_VECTORS.name(),
                new StringDeserializer(),
                WireSerdes.of(Topics.FEEDBACK_VECTORS, registry).deserializer());
        labels = driver.createOutputTopic(
                Topics.LABELS.name(),
                new StringDeserializer(),
                WireSerdes.of(Topics.LABELS, registry).deserializer());
        deadLetters = driver.createOutputTopic(
                Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        changelog = driver.createOutputTopic(
                APPLICATION + "-" + StoreNames.FEEDBACK + "-changelog",
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    static StreamsSettings settings(Path directory) {
        return new StreamsSettings(
                "127.0.0.1:1",
                APPLICATION,
                directory,
                1,
                Duration.ofMillis(30),
                Optional.empty(),
                Optional.empty(),
                1,
                0,
                Map.of());
    }

    /** The time that the broker gives the next record. */
    Instant now() {
        return now;
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    /** Lets the wall clock of the stream thread go on, by which items are looked for that are too old. */
    void advanceWallClock(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    /** Returns the offset that the command got. */
    long send(FeedbackCommand command) {
        return send(command.getId().getBytes(StandardCharsets.UTF_8), encode(command));
    }

    long send(byte @Nullable [] key, byte @Nullable [] value) {
        commands.pipeInput(key, value, now);
        return nextOffset++;
    }

    byte[] encode(FeedbackCommand command) {
        return wire.serializer().serialize(Topics.FEEDBACK_COMMANDS.name(), command);
    }

    void account(String id, @Nullable String plan, String... users) {
        accounts.pipeInput(
                Commands.PROJECT + "/" + id, new Account(id, Commands.PROJECT, null, plan, List.of(users), now), now);
    }

    void forgetAccount(String id) {
        accounts.pipeInput(Commands.PROJECT + "/" + id, null, now);
    }

    void retention(String project, @Nullable Integer days) {
        projects.pipeInput(
                project,
                new Project(project, project, days, List.of(), START, List.of(), null, List.of(), null, null),
                now);
    }

    void masking(String project, MaskingRules rules) {
        projects.pipeInput(
                project,
                new Project(project, project, null, List.of(), START, List.of(), null, List.of(), rules, null),
                now);
    }

    void words(String project, SentimentWords words) {
        projects.pipeInput(
                project,
                new Project(project, project, null, List.of(), START, List.of(), null, List.of(), null, words),
                now);
    }

    void rule(TagRule rule) {
        tagRules.pipeInput(rule.getProject() + "/" + rule.getName(), rule, now);
    }

    FeedbackView view() {
        return ((FeedbackStore) driver.getStateStore(StoreNames.FEEDBACK)).view();
    }

    Feedback item(String id) {
        return view().item(id).orElseThrow(() -> new AssertionError("There is no item " + id));
    }

    CommandOutcome outcome(long offset) {
        return view().outcome(offset).orElseThrow(() -> new AssertionError("No outcome of offset " + offset));
    }

    /** The one change that was emitted since one last looked. */
    FeedbackChange change() {
        List<TestRecord<String, FeedbackChange>> all = changes.readRecordsToList();
        if (all.size() != 1) {
            throw new AssertionError("One change was expected, and these came: " + all);
        }
        return all.get(0).value();
    }

    @Override
    public void close() {
        driver.close();
        memory.close();
    }
}
