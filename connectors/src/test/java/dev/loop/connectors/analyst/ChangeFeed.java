package dev.loop.connectors.analyst;

import static org.awaitility.Awaitility.await;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.FeedbackChange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/** A partition of changes, as an analyst reads it. */
final class ChangeFeed {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final TopicPartition PARTITION = new TopicPartition(Topics.FEEDBACK_EVENTS.name(), 0);

    private final List<FeedbackChange> changes = new ArrayList<>();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    /** Adds a change, before the consumer is started. */
    void add(FeedbackChange change) {
        changes.add(change);
    }

    Deserializer<FeedbackChange> reader() {
        return (topic, bytes) -> changes.get(Integer.parseInt(new String(bytes, StandardCharsets.UTF_8)));
    }

    /** Returns a consumer that has the partition. */
    Consumer<byte[], byte[]> assigned() {
        consumer.schedulePollTask(() -> {
            consumer.rebalance(List.of(PARTITION));
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            consumer.updateEndOffsets(Map.of(PARTITION, (long) changes.size()));
            offer(0);
        });
        return consumer;
    }

    /** Offers the records again from wherever the loop went back to, as a broker does. */
    private void offer(long from) {
        for (long offset = from; offset < changes.size(); offset++) {
            consumer.addRecord(new ConsumerRecord<>(
                    PARTITION.topic(),
                    PARTITION.partition(),
                    offset,
                    null,
                    Long.toString(offset).getBytes(StandardCharsets.UTF_8)));
        }
        consumer.schedulePollTask(() -> {
            long position = consumer.position(PARTITION);
            if (position < changes.size()) {
                offer(position);
            }
        });
    }

    void awaitCommitted(long offset) {
        await().atMost(PATIENCE).until(() -> {
            OffsetAndMetadata committed = consumer.committed(Set.of(PARTITION)).get(PARTITION);
            return committed != null && committed.offset() == offset;
        });
    }
}
