package dev.loop.webhook;

import dev.loop.broker.EmbeddedKafka;
import dev.loop.broker.TopicLayout;
import dev.loop.broker.TopicSetup;
import dev.loop.connectors.delivery.DeliverySender;
import dev.loop.connectors.delivery.SenderSettings;
import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.connectors.webhook.http.ClientSettings;
import dev.loop.connectors.webhook.http.WebhookClient;
import dev.loop.e2e.Pace;
import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.avro.WebhookSecret;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker with the sender's topics, endpoints in a map, and what a test puts in and reads out. */
final class SendingFixture implements AutoCloseable {

    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final String PROJECT = "default";
    static final int PARTITIONS = 2;

    final SchemaRegistryClient registry = new InMemorySchemaRegistry();
    final Map<String, WebhookEndpoint> endpoints = new ConcurrentHashMap<>();
    /** The meters of the latest sender. */
    SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final Path directory;
    private EmbeddedKafka kafka;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<WebhookAttempt> attempts = new ArrayList<>();
    private final List<ConsumerRecord<String, byte[]>> deadLetters = new ArrayList<>();
    private final Map<String, Long> sequences = new HashMap<>();

    SendingFixture(Path directory) {
        this.directory = directory;
        kafka = EmbeddedKafka.start(directory, 0);
        Map<String, Object> connection = connection();
        try (Admin admin = Admin.create(connection)) {
            new TopicSetup(admin, TopicLayout.embedded(OptionalInt.of(PARTITIONS)), Duration.ofSeconds(20))
                    .prepare(List.of(Topics.WEBHOOK_DISPATCH, Topics.WEBHOOK_ATTEMPTS, Topics.DEAD_LETTERS));
        }
        producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
        Map<String, Object> reading = new HashMap<>(connection);
        reading.put("isolation.level", "read_committed");
        reading.put("auto.offset.reset", "earliest");
        consumer = new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new TopicPartition(Topics.WEBHOOK_ATTEMPTS.name(), i));
        }
        partitions.add(new TopicPartition(Topics.DEAD_LETTERS.name(), 0));
        consumer.assign(partitions);
    }

    Map<String, Object> connection() {
        return kafka.clientSettings();
    }

    WebhookClient client() {
        return client(Duration.ofSeconds(3));
    }

    /** @param request how long a request may take */
    WebhookClient client(Duration request) {
        return WebhookClient.start(
                ClientSettings.usual(AddressRules.allowing("127.0.0.0/8"), "test")
                        .withDeadlines(request, Duration.ofSeconds(1)),
                Clock.systemUTC());
    }

    DeliverySender sender(WebhookClient client, UnaryOperator<SenderSettings> change) {
        meters = new SimpleMeterRegistry();
        return DeliverySender.start(
                change.apply(SenderSettings.usual(connection(), Optional.of("one"))),
                client,
                (project, id) -> Optional.ofNullable(endpoints.get(id)),
                registry,
                meters,
                Clock.systemUTC());
    }

    SenderSettings named(SenderSettings settings, String name) {
        return new SenderSettings(
                settings.connection(),
                Optional.of(name),
                settings.lanes(),
                settings.commitEvery(),
                settings.drainFor());
    }

    void endpoint(String id, String url) {
        endpoints.put(
                id,
                WebhookEndpoint.newBuilder()
                        .setId(id)
                        .setProject(PROJECT)
                        .setUrl(url)
                        .setEvents(List.of("feedback.created"))
                        .setEnabledAt(Instant.EPOCH)
                        .setSecrets(List.of(WebhookSecret.newBuilder()
                                .setSecret(SECRET)
                                .setCreatedAt(Instant.EPOCH)
                                .build()))
                        .setCreatedAt(Instant.EPOCH)
                        .setUpdatedAt(Instant.EPOCH)
                        .build());
    }

    /** Makes an endpoint in a partition. Returns its id, which begins so. */
    String endpointOf(int partition, String beginning, String url) {
        String id = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> beginning + i)
                .filter(one -> BuiltInPartitioner.partitionForKey(one.getBytes(StandardCharsets.UTF_8), PARTITIONS)
                        == partition)
                .findFirst()
                .orElseThrow();
        endpoint(id, url);
        return id;
    }

    /** Dispatches the endpoint's next delivery; its event is {@code evt_ENDPOINT_SEQUENCE}. */
    void dispatch(String endpoint) {
        long sequence = sequences.merge(endpoint, 1L, Long::sum);
        Instant now = Instant.now();
        WebhookDispatch dispatch = WebhookDispatch.newBuilder()
                .setDeliveryId("dl_" + endpoint + "_" + sequence)
                .setEndpointId(endpoint)
                .setProject(PROJECT)
                .setEventId("evt_" + endpoint + "_" + sequence)
                .setType("feedback.created")
                .setSequence(sequence)
                .setAttempt(1)
                .setTicket(sequence)
                .setKind(AttemptKind.FIRST)
                .setCreatedAt(now)
                .setDueAt(now)
                .setBody(ByteBuffer.wrap(
                        ("{\"id\":\"evt_" + endpoint + "_" + sequence + "\",\"type\":\"feedback.created\"}")
                                .getBytes(StandardCharsets.UTF_8)))
                .build();
        send(endpoint, serialized(Topics.WEBHOOK_DISPATCH, dispatch));
    }

    void send(String key, byte[] value) {
        producer.send(new ProducerRecord<>(Topics.WEBHOOK_DISPATCH.name(), key, value));
    }

    void flush() {
        producer.flush();
    }

    /** The broker goes away, and comes back on its port with what it had. */
    void outage(Duration time) {
        int port = kafka.port();
        kafka.close();
        Pace.OUTAGE.rest(time);
        kafka = EmbeddedKafka.start(directory, port);
    }

    /** All committed so far. */
    List<WebhookAttempt> attempts() {
        read();
        return attempts;
    }

    List<ConsumerRecord<String, byte[]>> deadLetters() {
        read();
        return deadLetters;
    }

    private void read() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
            if (record.topic().equals(Topics.WEBHOOK_ATTEMPTS.name())) {
                attempts.add(WireSerdes.of(Topics.WEBHOOK_ATTEMPTS, registry)
                        .deserializer()
                        .deserialize(record.topic(), record.value()));
            } else {
                deadLetters.add(record);
            }
        }
    }

    private <V extends SpecificRecord> byte[] serialized(Topic<V> topic, V value) {
        return WireSerdes.of(topic, registry).serializer().serialize(topic.name(), value);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
        kafka.close();
    }
}
