package dev.loop.api.control;

import dev.loop.connectors.log.UnreadableRecord;
import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.client.GrouplessConsumer;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.UnreadableRecordException;
import dev.loop.schemas.wire.WireSerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Repairs control records that cannot be read: the earlier version takes their place, if the topic still has it. */
public final class ControlRepair {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final long LONGEST_WRITE_SECONDS = 30;

    /**
     * A newest record that cannot be read.
     *
     * @param bytes its bytes
     * @param before the last version of its key that can be read; empty where none is left
     */
    public record Finding(UnreadableRecord record, byte[] bytes, Optional<Version> before) {}

    /** @param bytes null where the key was removed */
    public record Version(long offset, byte @Nullable [] bytes) {}

    private final Map<String, ?> connection;
    private final SchemaRegistryClient registry;

    /** @param connection how to reach Kafka */
    public ControlRepair(Map<String, ?> connection, SchemaRegistryClient registry) {
        this.connection = connection;
        this.registry = registry;
    }

    /** Returns the findings, by topic and in the order of the records. */
    public List<Finding> look() {
        return Topics.all().stream()
                .filter(topic -> topic.kind() == Topic.Kind.CONTROL)
                .filter(topic -> topic.valueType().isPresent())
                .flatMap(topic -> look(topic).stream())
                .toList();
    }

    private <V extends SpecificRecord> List<Finding> look(Topic<V> topic) {
        Deserializer<V> reader = WireSerdes.of(topic, registry).deserializer();
        Map<String, Version> good = new HashMap<>();
        Map<String, Finding> bad = new LinkedHashMap<>();
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("isolation.level", "read_committed");
        try (Consumer<String, byte[]> consumer =
                new GrouplessConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL).records(partition)) {
                    try {
                        reader.deserialize(topic.name(), record.value());
                        bad.remove(record.key());
                        good.put(record.key(), new Version(record.offset(), record.value()));
                    } catch (UnreadableRecordException cannot) {
                        bad.remove(record.key());
                        bad.put(
                                record.key(),
                                new Finding(
                                        new UnreadableRecord(
                                                topic.name(),
                                                record.offset(),
                                                record.key(),
                                                String.valueOf(cannot.getMessage())),
                                        record.value(),
                                        Optional.ofNullable(good.get(record.key()))));
                    }
                }
            }
        }
        return List.copyOf(bad.values());
    }

    /** Puts the earlier version in the place of each finding, or removes the key if there is none. */
    public void apply(List<Finding> findings) throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (Finding finding : findings) {
                byte[] bytes = finding.before().map(Version::bytes).orElse(null);
                UnreadableRecord record = finding.record();
                producer.send(new ProducerRecord<>(record.topic(), 0, record.key(), bytes))
                        .get(LONGEST_WRITE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }
}
