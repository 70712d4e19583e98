package dev.loop.topology.store;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads all items of a partition from the topic {@code feedback}, as records of the changelog, all at one offset of it.
 */
final class ItemsAgain implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final TopicPartition source;
    private final long offset;
    private final Deserializer<Feedback> reader;
    private final ItemCodec codec = new ItemCodec();
    private long end = -1;

    /**
     * @param consumer for this alone; closed with it
     * @param partition of the changelog
     * @param offset that all records are given
     */
    ItemsAgain(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, long offset, SchemaRegistryClient registry) {
        this.consumer = consumer;
        this.partition = partition;
        this.source = new TopicPartition(Topics.FEEDBACK.name(), partition.partition());
        this.offset = offset;
        this.reader = WireSerdes.of(Topics.FEEDBACK, registry).deserializer();
    }

    TopicPartition partition() {
        return partition;
    }

    TopicPartition source() {
        return source;
    }

    long offset() {
        return offset;
    }

    /** Returns the next records; none at the end. Fails as the consumer does. */
    List<ConsumerRecord<byte[], byte[]>> next() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        if (end < 0) {
            consumer.assign(List.of(source));
            consumer.seekToBeginning(List.of(source));
            end = Objects.requireNonNull(consumer.endOffsets(List.of(source)).get(source));
            records.add(record(FeedbackStore.ANEW_KEY, new byte[0]));
        }
        while (records.isEmpty() && consumer.position(source) < end) {
            for (ConsumerRecord<byte[], byte[]> item : consumer.poll(POLL).records(source)) {
                records.add(record(item.key(), value(item.value())));
            }
        }
        return records;
    }

    private byte @Nullable [] value(byte @Nullable [] item) {
        return item == null ? null : codec.encode(reader.deserialize(source.topic(), item));
    }

    private ConsumerRecord<byte[], byte[]> record(byte[] key, byte @Nullable [] value) {
        return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, key, value);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
