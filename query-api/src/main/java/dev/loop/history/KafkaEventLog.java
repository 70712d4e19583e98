package dev.loop.history;

import dev.loop.history.EventCursor.Place;
import dev.loop.schemas.avro.Feedback;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * The topics {@code feedback-events} and {@code project-events}, read with a few consumers that callers take turns with.
 */
public final class KafkaEventLog implements EventLog, AutoCloseable {

    /** The limit of consumers, which have some megabytes of buffers each. */
    private static final int MOST_READERS = 16;

    /** The limit of waiting readers: they keep a consumer for long, so some are left for the others. */
    private static final int MOST_WAITING = 10;

    private static final int FETCH_BYTES = 1 << 20;
    private static final int HOLD_MILLIS = 50;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final EventPartitions partitions;
    private final EntryReader entries;
    private final ConsumerPool<String> pool;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private volatile boolean stopping;

    /**
     * @param connection how to reach Kafka: {@code bootstrap.servers}, security
     * @param partitions number of partitions of {@code feedback-events}
     */
    public KafkaEventLog(Map<String, ?> connection, int partitions, EntryReader entries) {
        this.partitions = EventPartitions.of(partitions);
        this.entries = entries;
        this.pool = LogConsumers.pool(connection, MOST_READERS, FETCH_BYTES, HOLD_MILLIS, (int) PATIENCE.toMillis());
    }

    @Override
    public EventCursor oldest() {
        return pool.lend(consumer -> cursor(consumer.beginningOffsets(partitions.all())::get));
    }

    @Override
    public EventCursor newest() {
        return pool.lend(consumer -> cursor(consumer.endOffsets(partitions.all())::get));
    }

    @Override
    public EventCursor since(Instant time) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.all().forEach(partition -> times.put(partition, time.toEpochMilli()));
        return pool.lend(consumer -> {
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions.all());
            return cursor(partition -> {
                OffsetAndTimestamp first = found.get(partition);
                // The time is after all records.
                long end = Objects.requireNonNull(ends.get(partition));
                return first == null ? end : Math.min(first.offset(), end);
            });
        });
    }

    private EventCursor cursor(ToLongFunction<TopicPartition> offset) {
        return new EventCursor(partitions.all().stream()
                .map(partition -> new Place(offset.applyAsLong(partition), 0))
                .toList());
    }

    @Override
    public Page read(EventCursor after, Filter filter, int limit, Duration wait) {
        boolean mayWait = !wait.isZero() && waiting.tryAcquire();
        try {
            Duration allowed = mayWait ? wait : Duration.ZERO;
            return pool.lend(consumer -> {
                Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions.all());
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions.all());
                EventCursor from = after.from(cursor(begins::get));
                check(from, begins, ends);
                return new EventReading(consumer, partitions, entries, filter, limit)
                        .read(from, ends, allowed, () -> stopping);
            });
        } finally {
            if (mayWait) {
                waiting.release();
            }
        }
    }

    @Override
    public History history(Feedback item, int limit) {
        byte[] key = item.getId().getBytes(StandardCharsets.UTF_8);
        // This is Kafka's own partitioner, which the ledger holds all keys to.
        TopicPartition home = partitions.all().get(Utils.toPositive(Utils.murmur2(key)) % partitions.ofItems());
        return pool.lend(consumer -> new HistoryReading(consumer, home, entries.changes()).read(item, limit));
    }

    private void check(EventCursor after, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        if (after.places().size() != partitions.all().size()
                || !cursor(ends::get).reaches(after)) {
            throw new ForeignCursorException();
        }
        if (!after.reaches(cursor(begins::get))) {
            throw new GoneException(cursor(begins::get));
        }
    }

    /** Answers waiting callers now; called before their server is closed. */
    public void stopWaiting() {
        stopping = true;
    }

    @Override
    public void close() {
        stopWaiting();
        pool.close();
    }
}
