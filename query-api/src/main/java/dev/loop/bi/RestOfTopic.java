package dev.loop.bi;

import dev.loop.connectors.connect.ConnectorFile;
import dev.loop.connectors.connect.RowCheck;
import dev.loop.schemas.client.GrouplessConsumer;
import dev.loop.schemas.wire.SchemaRegistryClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether any record for a table stands between two offsets. The distance alone does not tell: the marker that
 * ends a transaction has an offset too, and no sink ever commits past the last marker, nor past a last record that it
 * has set aside.
 */
final class RestOfTopic implements AutoCloseable {

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(100);
    /** The distance beyond which there is no need to look: markers and poison hardly make so much. */
    private static final long CLEARLY_BEHIND = 5_000;

    private final Map<String, Object> settings;
    /** The consumer, made when it is first needed: most processes have no sinks to look after. */
    private @Nullable KafkaConsumer<byte[], byte[]> opened;

    private final Map<String, RowCheck> rows = new HashMap<>();
    /** The ends of looks that found nothing, which need not be looked at again. */
    private final Map<TopicPartition, long[]> clear = new HashMap<>();

    RestOfTopic(Map<String, Object> clientSettings, SchemaRegistryClient registry) {
        settings = new HashMap<>(clientSettings);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 64 << 10);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis());
        ConnectorFile.postgres().forEach(file -> rows.put(file.topic(), new RowCheck(file, registry)));
    }

    /** Returns an upper bound of the number of records; 0 exactly if there is none. */
    synchronized long from(TopicPartition partition, long next, long end) {
        return reached(partition, next, end) ? 0 : end - next;
    }

    /** Returns whether there is no record. */
    synchronized boolean reached(TopicPartition partition, long next, long end) {
        if (next >= end) {
            return true;
        }
        if (end - next > CLEARLY_BEHIND) {
            return false;
        }
        long[] known = clear.get(partition);
        if (known != null && known[0] == next && known[1] >= end) {
            return true;
        }
        return look(partition, next, end);
    }

    private boolean look(TopicPartition partition, long next, long end) {
        KafkaConsumer<byte[], byte[]> consumer = opened;
        if (consumer == null) {
            consumer = new GrouplessConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            opened = consumer;
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, next);
        long deadline = System.nanoTime() + LONGEST_LOOK.toNanos();
        while (consumer.position(partition) < end && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end && makesRow(record)) {
                    return false;
                }
            }
        }
        long seen = consumer.position(partition);
        if (seen >= end) {
            clear.put(partition, new long[] {next, seen});
            return true;
        }
        return false;
    }

    private boolean makesRow(ConsumerRecord<byte[], byte[]> record) {
        return Objects.requireNonNull(rows.get(record.topic())).makesRow(record);
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
