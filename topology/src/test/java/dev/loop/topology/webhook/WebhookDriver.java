package dev.loop.topology.webhook;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.ProjectEvent;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookDelivery;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.avro.WebhookReplay;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.FeedbackTopology;
import dev.loop.topology.TopologyParts;
import dev.loop.topology.deadletter.RefusalCounts;
import dev.loop.topology.run.StreamsSettings;
import dev.loop.topology.store.OpenFeedbackStores;
import dev.loop.topology.store.StoreMemory;
import dev.loop.topology.store.StoreNames;
import dev.loop.topology.webhook.delivery.StoredDeliveries;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import dev.loop.topology.webhook.fanout.DeliveryId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The whole topology on Kafka Streams' test driver, with a sender's and an endpoint's owner's hands. */
final class WebhookDriver implements AutoCloseable {

    static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
    static final String PROJECT = "default";

    private final StoreMemory memory = new StoreMemory(4 << 20, 16 << 20, 1 << 20);
    private final EndpointDirectory directory = new EndpointDirectory();
    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final WebhookSettings settings;
    private final Map<String, Map<Bytes, byte[]>> restored;
    final DeliveryBacklog backlog = new DeliveryBacklog();
    private final TopologyTestDriver driver;
    private Instant now;

    final TestInputTopic<String, FeedbackCommand> feedback;
    final TestInputTopic<String, WebhookEndpoint> endpoints;
    final TestInputTopic<String, WebhookCommand> commands;
    final TestInputTopic<String, WebhookAttempt> attempts;
    final TestInputTopic<String, Trend> trends;
    final TestInputTopic<byte[], byte[]> rawTrends;
    final TestInputTopic<byte[], byte[]> rawCommands;
    final TestInputTopic<byte[], byte[]> rawAttempts;
    final TestOutputTopic<String, WebhookCommand> commanded;
    final TestOutputTopic<String, WebhookDispatch> dispatches;
    final TestOutputTopic<String, ProjectEvent> events;
    final TestOutputTopic<byte[], byte[]> deadLetters;

    WebhookDriver(Path directory) {
        this(directory, WebhookSettings.defaults(), START);
    }

    WebhookDriver(Path directory, WebhookSettings settings, Instant now) {
        this(directory, settings, now, Map.of());
    }

    /** @param restored what the changelogs held, by store and key */
    WebhookDriver(Path directory, WebhookSettings settings, Instant now, Map<String, Map<Bytes, byte[]>> restored) {
        this.settings = settings;
        this.restored = restored;
        this.now = now;
        Properties config = settings(directory).properties();
        config.put(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, RestoredStores.class);
        config.put(RestoredStores.CONTENT, restored);
        driver = new TopologyTestDriver(
                new FeedbackTopology(new TopologyParts(
                                registry,
                                memory,
                                1,
                                TopologyParts.MOST_SERIES,
                                Masking.usual(),
                                settings,
                                new RefusalCounts(),
                                this.directory,
                                backlog,
                                new OpenFeedbackStores()))
                        .build(config),
                config,
                now);
        StringSerializer keys = new StringSerializer();
        ByteArraySerializer raw = new ByteArraySerializer();
        feedback = driver.createInputTopic(
                Topics.FEEDBACK_COMMANDS.name(),
                keys,
                WireSerdes.of(Topics.FEEDBACK_COMMANDS, registry).serializer());
        endpoints = driver.createInputTopic(
                Topics.WEBHOOK_ENDPOINTS.name(),
                keys,
                WireSerdes.of(Topics.WEBHOOK_ENDPOINTS, registry).serializer());
        commands = driver.createInputTopic(
                Topics.WEBHOOK_COMMANDS.name(),
                keys,
                WireSerdes.of(Topics.WEBHOOK_COMMANDS, registry).serializer());
        attempts = driver.createInputTopic(
                Topics.WEBHOOK_ATTEMPTS.name(),
                keys,
                WireSerdes.of(Topics.WEBHOOK_ATTEMPTS, registry).serializer());
        trends = driver.createInputTopic(
                Topics.TRENDS.name(),
                keys,
                WireSerdes.of(Topics.TRENDS, registry).serializer());
        rawTrends = driver.createInputTopic(Topics.TRENDS.name(), raw, raw);
        rawCommands = driver.createInputTopic(Topics.WEBHOOK_COMMANDS.name(), raw, raw);
        rawAttempts = driver.createInputTopic(Topics.WEBHOOK_ATTEMPTS.name(), raw, raw);
        commanded = driver.createOutputTopic(
                Topics.WEBHOOK_COMMANDS.name(),
                new StringDeserializer(),
                WireSerdes.of(Topics.WEBHOOK_COMMANDS, registry).deserializer());
        dispatches = driver.createOutputTopic(
                Topics.WEBHOOK_DISPATCH.name(),
                new StringDeserializer(),
                WireSerdes.of(Topics.WEBHOOK_DISPATCH, registry).deserializer());
        events = driver.createOutputTopic(
                Topics.PROJECT_EVENTS.name(),
                new StringDeserializer(),
                WireSerdes.of(Topics.PROJECT_EVENTS, registry).deserializer());
        deadLetters = driver.createOutputTopic(
                Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static StreamsSettings settings(Path directory) {
        return new StreamsSettings(
                "127.0.0.1:1",
                "loop",
                directory,
                1,
                Duration.ofMillis(30),
                Optional.empty(),
                Optional.empty(),
                1,
                0,
                Map.of());
    }

    Instant now() {
        return now;
    }

    /** Lets the wall clock go on, with its ticks. */
    void advance(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    void say(FeedbackCommand command) {
        feedback.pipeInput(command.getId(), command, now);
    }

    WebhookEndpoint endpoint(String id, UnaryOperator<WebhookEndpoint.Builder> change) {
        WebhookEndpoint endpoint = change.apply(WebhookEndpoint.newBuilder()
                        .setId(id)
                        .setProject(PROJECT)
                        .setUrl("https://example.org/" + id)
                        .setEvents(List.of("feedback.created", "feedback.resolved"))
                        .setEnabledAt(now)
                        .setSecrets(List.of())
                        .setCreatedAt(now)
                        .setUpdatedAt(now))
                .build();
        endpoints.pipeInput(PROJECT + "/" + id, endpoint, now);
        return endpoint;
    }

    void delete(String id) {
        endpoints.pipeInput(PROJECT + "/" + id, null, now);
    }

    /** Asks for a delivery of an event by that name; returns the delivery's id. */
    String deliver(String endpointId, String event) {
        String id = DeliveryId.of(endpointId, event);
        WebhookDelivery delivery = new WebhookDelivery(
                id, event, "feedback.created", now, ByteBuffer.wrap(event.getBytes(StandardCharsets.UTF_8)));
        commands.pipeInput(endpointId, new WebhookCommand(endpointId, PROJECT, now, delivery), now);
        return id;
    }

    void replay(String endpointId, UnaryOperator<WebhookReplay.Builder> change) {
        WebhookReplay replay = change.apply(WebhookReplay.newBuilder()).build();
        commands.pipeInput(endpointId, new WebhookCommand(endpointId, PROJECT, now, replay), now);
    }

    /** Returns the dispatches since the last look. */
    List<WebhookDispatch> dispatched() {
        return dispatches.readValuesToList();
    }

    WebhookDispatch oneDispatched() {
        List<WebhookDispatch> all = dispatched();
        if (all.size() != 1) {
            throw new AssertionError("One dispatch was expected, and these came: " + all);
        }
        return all.get(0);
    }

    void succeed(WebhookDispatch dispatch) {
        settle(dispatch, attempt -> attempt.setOutcome(AttemptOutcome.SUCCEEDED).setStatus(200));
    }

    void fail(WebhookDispatch dispatch, @Nullable Integer status) {
        settle(
                dispatch,
                attempt -> attempt.setOutcome(
                                status == null ? AttemptOutcome.CONNECTION_FAILED : AttemptOutcome.HTTP_ERROR)
                        .setStatus(status));
    }

    void settle(WebhookDispatch dispatch, UnaryOperator<WebhookAttempt.Builder> change) {
        WebhookAttempt attempt = change.apply(attempt(dispatch)).build();
        attempts.pipeInput(attempt.getEndpointId(), attempt, now);
    }

    WebhookAttempt.Builder attempt(WebhookDispatch dispatch) {
        return WebhookAttempt.newBuilder()
                .setDeliveryId(dispatch.getDeliveryId())
                .setEndpointId(dispatch.getEndpointId())
                .setProject(dispatch.getProject())
                .setEventId(dispatch.getEventId())
                .setType(dispatch.getType())
                .setSequence(dispatch.getSequence())
                .setAttempt(dispatch.getAttempt())
                .setTicket(dispatch.getTicket())
                .setKind(dispatch.getKind())
                .setStartedAt(now)
                .setDurationMillis(12);
    }

    WebhookAttempt.Builder test(String endpointId) {
        return WebhookAttempt.newBuilder()
                .setDeliveryId(DeliveryId.of(endpointId, "test"))
                .setEndpointId(endpointId)
                .setProject(PROJECT)
                .setEventId("evt_test")
                .setType("webhook.test")
                .setSequence(0)
                .setAttempt(1)
                .setTicket(-1)
                .setKind(AttemptKind.TEST)
                .setOutcome(AttemptOutcome.SUCCEEDED)
                .setStatus(200)
                .setStartedAt(now)
                .setDurationMillis(12);
    }

    byte[] encode(WebhookCommand command) {
        return WireSerdes.of(Topics.WEBHOOK_COMMANDS, registry).serializer().serialize("", command);
    }

    byte[] encode(WebhookAttempt attempt) {
        return WireSerdes.of(Topics.WEBHOOK_ATTEMPTS, registry).serializer().serialize("", attempt);
    }

    /** Returns the changelogs of the ledger's stores, as compaction leaves them. */
    Map<String, Map<Bytes, byte[]>> changelogs() {
        Map<String, Map<Bytes, byte[]>> all = new HashMap<>();
        for (String store : List.of(
                StoreNames.WEBHOOK_DELIVERIES, StoreNames.WEBHOOK_SCHEDULE, StoreNames.WEBHOOK_ENDPOINT_STATES)) {
            Map<Bytes, byte[]> rows = new HashMap<>(restored.getOrDefault(store, Map.of()));
            for (var record : driver.createOutputTopic(
                            "loop-" + store + "-changelog", new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList()) {
                if (record.value() == null) {
                    rows.remove(Bytes.wrap(record.key()));
                } else {
                    rows.put(Bytes.wrap(record.key()), record.value());
                }
            }
            all.put(store, rows);
        }
        return all;
    }

    DeliveryView view() {
        return new StoredDeliveries(
                store(StoreNames.WEBHOOK_DELIVERIES), store(StoreNames.WEBHOOK_ENDPOINT_STATES), directory, settings);
    }

    KeyValueStore<Bytes, byte[]> store(String name) {
        return driver.getKeyValueStore(name);
    }

    int rows(String store) {
        int rows = 0;
        try (var all = store(store).all()) {
            while (all.hasNext()) {
                all.next();
                rows++;
            }
        }
        return rows;
    }

    EndpointHealth health(String endpointId) {
        return view().health(endpointId).orElseThrow(() -> new AssertionError("nothing was sent to " + endpointId));
    }

    Delivery delivery(String endpointId, String deliveryId) {
        return view().find(endpointId, deliveryId)
                .orElseThrow(() -> new AssertionError("there is no delivery " + deliveryId));
    }

    @Override
    public void close() {
        driver.close();
        memory.close();
    }
}
