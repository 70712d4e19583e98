package dev.loop.e2e;

import dev.loop.schemas.Topic;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** Another program at the same Kafka, which has the address of the schema registry and a key for it, and nothing else. */
final class Outsider implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Object> registry;

    Outsider(RunningLoop loop) {
        this(loop.kafka(), loop.address());
    }

    private Outsider(Map<String, Object> kafka, URI address) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("acks", "all");
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        Map<String, Object> reading = new HashMap<>(kafka);
        reading.put("isolation.level", "read_committed");
        this.consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.registry = Map.of(
                "schema.registry.url",
                address + "/registry",
                "bearer.auth.credentials.source",
                "STATIC_TOKEN",
                "bearer.auth.token",
                RunningLoop.SECRET_KEY);
    }

    /** Returns a client of the registry, for the caller to close. */
    SchemaRegistryClient registry() {
        return SchemaRegistryClient.from(registry);
    }

    /** Sends to the partition that Kafka's own partitioner chooses, unless one is named. */
    RecordMetadata send(Topic<?> topic, @Nullable Integer partition, @Nullable String key, byte @Nullable [] value) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        try {
            return producer.send(new ProducerRecord<>(topic.name(), partition, keyBytes, value))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) {
        try (Serde<V> serde = WireSerdes.of(topic, registry)) {
            return serde.serializer().serialize(topic.name(), value);
        }
    }

    /** All that is in a topic now, null where the value is. */
    <V extends SpecificRecord> List<Read<V>> decoded(Topic<V> topic) {
        List<Read<V>> all = new ArrayList<>();
        try (Serde<V> serde = WireSerdes.of(topic, registry)) {
            for (ConsumerRecord<byte[], byte[]> record : raw(topic)) {
                all.add(new Read<>(
                        new String(record.key(), StandardCharsets.UTF_8),
                        record.value() == null
                                ? null
                                : serde.deserializer().deserialize(topic.name(), record.value())));
            }
        }
        return all;
    }

    /** A record. */
    record Read<V>(String key, @Nullable V value) {}

    /** All that is in a topic now and is committed. */
    List<ConsumerRecord<byte[], byte[]>> raw(Topic<?> topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofSeconds(1)).forEach(all::add);
        }
        return all;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
