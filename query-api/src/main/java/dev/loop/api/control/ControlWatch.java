package dev.loop.api.control;

import dev.loop.connectors.log.UnreadableRecord;
import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.client.GrouplessConsumer;
import dev.loop.schemas.wire.RegistryUnavailableException;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.UnreadableRecordException;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.client.DamagedLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all control topics, and knows which of their newest records cannot be read: at the start, which then fails, and
 * later, to report it. It holds the keys of unreadable records only.
 */
public final class ControlWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlWatch.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long TRY_AGAIN_MILLIS = 1_000;
    private static final int MOST_TOLD = 1_000;

    private final Map<TopicPartition, Deserializer<?>> readers = new HashMap<>();
    private final Map<String, UnreadableRecord> unreadable = new TreeMap<>();
    private final Consumer<String, byte[]> consumer;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;

    private ControlWatch(Map<String, ?> connection, SchemaRegistryClient registry) {
        for (Topic<?> topic : Topics.all()) {
            if (topic.kind() == Topic.Kind.CONTROL && topic.valueType().isPresent()) {
                readers.put(new TopicPartition(topic.name(), 0), reader(topic, registry));
            }
        }
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        this.consumer = new GrouplessConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        this.thread = new Thread(this::watch, "control-watch");
        thread.setDaemon(true);
    }

    private static <V extends SpecificRecord> Deserializer<V> reader(Topic<V> topic, SchemaRegistryClient registry) {
        return WireSerdes.of(topic, registry).deserializer();
    }

    /** @param connection how to reach Kafka, where the topics have to exist */
    public static ControlWatch start(Map<String, ?> connection, SchemaRegistryClient registry) {
        ControlWatch watch = new ControlWatch(connection, registry);
        watch.thread.start();
        return watch;
    }

    /** Waits until everything that was in the topics at the start was read; returns false if that takes longer. */
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        return caughtUp.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns the newest records that cannot be read, by topic and key. */
    public List<UnreadableRecord> unreadable() {
        synchronized (unreadable) {
            return List.copyOf(unreadable.values());
        }
    }

    /** Returns the newest record of a key, if it cannot be read. */
    public Optional<UnreadableRecord> unreadable(Topic<?> topic, String key) {
        synchronized (unreadable) {
            return Optional.ofNullable(unreadable.get(topic.name() + "/" + key));
        }
    }

    private void watch() {
        try (consumer) {
            consumer.assign(readers.keySet());
            consumer.seekToBeginning(readers.keySet());
            Map<TopicPartition, Long> ends = Map.of();
            while (!closed) {
                try {
                    if (caughtUp.getCount() > 0) {
                        if (ends.isEmpty()) {
                            ends = consumer.endOffsets(readers.keySet());
                        }
                        if (reached(ends)) {
                            caughtUp.countDown();
                        }
                    }
                    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                        look(record);
                    }
                } catch (WakeupException | InterruptException stopping) {
                    return;
                } catch (RuntimeException failed) {
                    DamagedLog.in(failed, consumer.assignment())
                            .ifPresentOrElse(partition -> damaged(partition, failed), () -> rest(failed));
                }
            }
        }
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end ->
                        consumer.paused().contains(end.getKey()) || consumer.position(end.getKey()) >= end.getValue());
    }

    private void look(ConsumerRecord<String, byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        try {
            Objects.requireNonNull(readers.get(partition)).deserialize(record.topic(), record.value());
            forget(record);
        } catch (UnreadableRecordException cannot) {
            tell(new UnreadableRecord(
                    record.topic(), record.offset(), key(record), String.valueOf(cannot.getMessage())));
        } catch (RegistryUnavailableException later) {
            consumer.seek(partition, record.offset());
            throw later;
        }
    }

    private static String key(ConsumerRecord<String, byte[]> record) {
        @Nullable String key = record.key();
        return key == null || key.isEmpty() ? "(no key)" : key;
    }

    private void forget(ConsumerRecord<String, byte[]> record) {
        synchronized (unreadable) {
            unreadable.remove(record.topic() + "/" + key(record));
        }
    }

    private void tell(UnreadableRecord record) {
        synchronized (unreadable) {
            if (unreadable.size() < MOST_TOLD
                    && unreadable.put(record.topic() + "/" + record.key(), record) == null
                    && caughtUp.getCount() == 0) {
                LOG.error("{} What was known before goes on being used. {}", record.words(), record.remedy());
            }
        }
    }

    /** Pauses a damaged partition; the others are read on. */
    private void damaged(TopicPartition partition, RuntimeException failed) {
        consumer.pause(List.of(partition));
        Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
        tell(new UnreadableRecord(
                partition.topic(),
                consumer.position(partition),
                "",
                Objects.requireNonNullElse(cause.getMessage(), cause.toString())));
    }

    private void rest(RuntimeException failed) {
        if (!(failed instanceof KafkaException)) {
            LOG.warn("The control topics could not be looked at; it is tried again", failed);
        }
        try {
            Thread.sleep(TRY_AGAIN_MILLIS);
        } catch (InterruptedException stopping) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(5_000);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
