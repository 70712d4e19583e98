package dev.loop.history;

import dev.loop.history.EventLog.History;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Goes back through the changes of one item. The log has no index by item, and needs none: each change holds the item
 * before it, which tells when the change before was taken in, so that the broker's index by time leads close to it.
 * Records of other items are passed over without being decoded.
 */
final class HistoryReading {

    /** The tolerated difference between the clocks of API and broker. */
    private static final Duration CLOCKS = Duration.ofSeconds(5);

    /** The wait for a change that was answered just now and is not committed yet. */
    private static final Duration UNCOMMITTED = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(100);

    /** The limit of a history's time; the rest is left out. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final Consumer<String, byte[]> consumer;
    private final TopicPartition partition;
    private final Deserializer<FeedbackChange> deserializer;
    private final long began = System.nanoTime();

    HistoryReading(
            Consumer<String, byte[]> consumer, TopicPartition partition, Deserializer<FeedbackChange> deserializer) {
        this.consumer = consumer;
        this.partition = partition;
        this.deserializer = deserializer;
    }

    private record Found(FeedbackChange change, long offset) {}

    History read(Feedback item, int limit) {
        consumer.assign(List.of(partition));
        List<FeedbackChange> changes = new ArrayList<>();
        Instant takenInAt = item.getUpdatedAt();
        long revision = item.getRevision();
        long end = Long.MAX_VALUE;
        while (revision >= 1 && changes.size() < limit) {
            Optional<Found> found = find(item.getId(), revision, takenInAt, end);
            if (found.isEmpty()) {
                return new History(changes, false);
            }
            FeedbackChange change = found.get().change();
            changes.add(change);
            Optional<Feedback> before = change.getBefore();
            if (before.isEmpty()) {
                return new History(changes, true);
            }
            takenInAt = before.get().getUpdatedAt();
            revision = before.get().getRevision();
            end = found.get().offset();
        }
        return new History(changes, false);
    }

    /** @param end searches before this offset only */
    private Optional<Found> find(String id, long revision, Instant takenInAt, long end) {
        long from = takenInAt.minus(CLOCKS).toEpochMilli();
        OffsetAndTimestamp begin =
                consumer.offsetsForTimes(Map.of(partition, from)).get(partition);
        if (begin == null && end != Long.MAX_VALUE) {
            return Optional.empty();
        }
        if (begin == null) {
            consumer.seekToEnd(List.of(partition));
        } else {
            consumer.seek(partition, begin.offset());
        }
        long silentSince = System.nanoTime();
        while (consumer.position(partition) < end && System.nanoTime() - began < LONGEST.toNanos()) {
            List<ConsumerRecord<String, byte[]>> records = consumer.poll(LOOK).records(partition);
            for (ConsumerRecord<String, byte[]> record : records) {
                if (record.offset() >= end) {
                    return Optional.empty();
                }
                Optional<FeedbackChange> change = id.equals(record.key()) ? decode(record) : Optional.empty();
                if (change.filter(c -> c.getRevision() == revision).isPresent()) {
                    return Optional.of(new Found(change.get(), record.offset()));
                }
            }
            if (!records.isEmpty()) {
                silentSince = System.nanoTime();
            } else if (System.nanoTime() - silentSince > UNCOMMITTED.toNanos()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<FeedbackChange> decode(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.ofNullable(deserializer.deserialize(record.topic(), record.value()));
        } catch (UnreadableRecordException unreadable) {
            return Optional.empty();
        }
    }
}
