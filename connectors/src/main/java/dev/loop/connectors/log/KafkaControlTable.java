package dev.loop.connectors.log;

import dev.loop.schemas.Topic;
import dev.loop.schemas.client.GrouplessConsumer;
import dev.loop.schemas.wire.RegistryUnavailableException;
import dev.loop.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compacted topic of one partition, read from its beginning by one thread and kept up with. It waits for a registry
 * that cannot be reached.
 *
 * <p>An unreadable record does not count as missing: the earlier value stays, and nothing is put in its place. Removing
 * it is allowed, since the caller then states that it may go.
 */
public final class KafkaControlTable<V extends SpecificRecord> implements ControlTable<V>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaControlTable.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final Map<String, ?> connection;
    private final String topic;
    private final TopicPartition partition;
    private final Serde<V> serde;
    private final GuardedProducer<V> producer;
    private final Consumer<String, byte[]> consumer;
    private final Thread reader;

    private final Object lock = new Object();
    private final Object changing = new Object();
    private volatile Map<String, V> values = Map.of();
    private volatile Map<String, UnreadableRecord> unreadable = Map.of();
    private volatile long version;
    private volatile boolean closed;
    private long next;
    private boolean caughtUp;

    /** @param connection how to reach Kafka: {@code bootstrap.servers}, security */
    public KafkaControlTable(Map<String, ?> connection, Topic<V> topic, Serde<V> serde) {
        this.connection = connection;
        this.topic = topic.name();
        this.partition = new TopicPartition(topic.name(), 0);
        this.serde = serde;
        this.producer = GuardedProducer.open(connection, topic, serde.serializer());
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // A record that a first writer could not commit, because another came before, was never there.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        this.consumer = new GrouplessConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        this.reader = new Thread(this::read, "table-" + topic.name());
        reader.setDaemon(true);
        reader.start();
    }

    /** Waits until everything that was in the topic at the start is here. Returns false if that takes longer. */
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (lock) {
            while (!caughtUp) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || closed) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
            return true;
        }
    }

    @Override
    public Optional<V> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    @Override
    public Map<String, V> all() {
        return values;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public void put(String key, V value, Duration atMost) {
        checkReadable(key);
        write(key, value, atMost);
    }

    @Override
    public boolean change(String key, Function<Optional<V>, Optional<V>> how, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        // Concurrent threads of one process would only stop one another.
        synchronized (changing) {
            return known(() -> {
                OptionalLong offset = new SoleWriter<>(connection, topic, serde.serializer())
                        .write(
                                key,
                                end -> {
                                    awaitShown(end - 1, deadline);
                                    checkReadable(key);
                                    return how.apply(get(key));
                                },
                                atMost);
                if (offset.isPresent()) {
                    awaitShown(offset.getAsLong(), deadline);
                }
                return offset.isPresent();
            });
        }
    }

    @Override
    public void remove(String key, Duration atMost) {
        write(key, null, atMost);
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            reader.join(5_000);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }

    private void write(String key, @Nullable V value, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        known(() -> {
            Place place = producer.send(key, value).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            awaitShown(place.offset(), deadline);
            return place;
        });
    }

    private void awaitShown(long offset, long deadline) throws InterruptedException, TimeoutException {
        synchronized (lock) {
            while (next <= offset) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException();
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
        }
    }

    /** Returns the result of a write, with failures as {@link ControlTable} describes them. */
    private <T> T known(Callable<T> write) {
        try {
            return write.call();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        } catch (TimeoutException late) {
            throw new OutcomeUnknownException(
                    "The topic " + topic + " did not show the write in time.", Duration.ofSeconds(2));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException("The server is stopping.", Duration.ofSeconds(2));
        } catch (KafkaException failed) {
            LOG.warn("Whether {} has taken a change is not known: {}", topic, failed.toString());
            throw new OutcomeUnknownException(
                    "The topic " + topic + " did not say whether it has taken the write.", Duration.ofSeconds(2));
        } catch (RuntimeException failed) {
            throw failed;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void read() {
        try (consumer) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = -1;
            while (!closed) {
                try {
                    if (end < 0) {
                        end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
                        // A poll without records would only return at the end of its time.
                        reached(consumer.position(partition), end);
                    }
                    apply(consumer.poll(POLL).records(partition));
                    reached(consumer.position(partition), end);
                } catch (WakeupException | InterruptException stopping) {
                    return;
                } catch (RegistryUnavailableException later) {
                    LOG.warn("Reading {} waits for the schema registry: {}", topic, later.getMessage());
                    consumer.seek(partition, next);
                    rest();
                } catch (KafkaException later) {
                    LOG.warn("Reading {} failed and is tried again: {}", topic, later.toString());
                    rest();
                }
            }
        }
    }

    /** Applies what one poll has brought, and shows all of it at once: a table of many entries is copied once. */
    private void apply(List<ConsumerRecord<String, byte[]>> records) {
        if (records.isEmpty()) {
            return;
        }
        var changed = new HashMap<>(values);
        long changes = 0;
        for (ConsumerRecord<String, byte[]> record : records) {
            changes += apply(record, changed) ? 1 : 0;
        }
        values = Map.copyOf(changed);
        synchronized (lock) {
            version += changes;
            next = records.get(records.size() - 1).offset() + 1;
            lock.notifyAll();
        }
    }

    /** Returns whether the record could be read. */
    private boolean apply(ConsumerRecord<String, byte[]> record, Map<String, V> changed) {
        @Nullable V value;
        try {
            value = record.value() == null ? null : serde.deserializer().deserialize(topic, record.value());
        } catch (UnreadableRecordException cannot) {
            notRead(record, cannot);
            return false;
        }
        if (record.key() != null) {
            if (unreadable.containsKey(record.key())) {
                var left = new HashMap<>(unreadable);
                left.remove(record.key());
                unreadable = Map.copyOf(left);
            }
            if (value == null) {
                changed.remove(record.key());
            } else {
                changed.put(record.key(), value);
            }
        }
        return true;
    }

    private void notRead(ConsumerRecord<String, byte[]> record, UnreadableRecordException why) {
        if (record.key() != null) {
            var more = new HashMap<>(unreadable);
            more.put(
                    record.key(),
                    new UnreadableRecord(topic, record.offset(), record.key(), String.valueOf(why.getMessage())));
            unreadable = Map.copyOf(more);
        }
    }

    private void checkReadable(String key) {
        UnreadableRecord record = unreadable.get(key);
        if (record != null) {
            throw record.refusal();
        }
    }

    /** Notes the position, which also passes offsets without a record, such as those that compaction took away. */
    private void reached(long position, long end) {
        synchronized (lock) {
            next = Math.max(next, position);
            if (!caughtUp && position >= end) {
                caughtUp = true;
            }
            lock.notifyAll();
        }
    }

    private void rest() {
        synchronized (lock) {
            try {
                if (!closed) {
                    TimeUnit.MILLISECONDS.timedWait(lock, TRY_AGAIN.toMillis());
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                closed = true;
            }
        }
    }
}
