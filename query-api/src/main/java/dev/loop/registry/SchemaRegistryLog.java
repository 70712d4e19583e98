package dev.loop.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loop.schemas.Topics;
import dev.loop.schemas.client.GrouplessConsumer;
import dev.loop.schemas.wire.RegistryUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's log in the compacted topic {@code _schemas}.
 *
 * <p>Several instances may write. All use one transactional id, so that the one that opens it shuts the others out; it
 * then reads to the end before it decides, and a decision made on an older state cannot be committed any more. An
 * instance that was shut out opens it again, reads what it missed, and decides anew. No two schemas can get one id this
 * way, and no leader need be elected. (A genuine registry does not take part in this: let it take over, not write
 * along. It should read with {@code kafkastore.isolation.level=read_committed}.)
 */
final class SchemaRegistryLog implements RegistryLog {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistryLog.class);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.SCHEMAS.name(), 0);
    private static final String TRANSACTIONAL_ID = "loop-schema-registry";

    private final Map<String, Object> clientConfigs;
    private final Duration patience;
    private final SchemaRegistryState state = new SchemaRegistryState();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final ReentrantLock writing = new ReentrantLock();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reader;
    private long position;
    private volatile boolean closed;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    /**
     * Reads the topic to its end, then follows it.
     *
     * @param clientConfigs where Kafka is and how to log in there; the topic has to exist
     * @param patience how long a call waits for Kafka at most
     * @throws RegistryUnavailableException if the topic could not be read within that time
     */
    static SchemaRegistryLog open(Map<String, ?> clientConfigs, Duration patience) {
        SchemaRegistryLog log = new SchemaRegistryLog(clientConfigs, patience);
        try {
            log.reader.start();
            log.await(log.endOffset());
            return log;
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private SchemaRegistryLog(Map<String, ?> clientConfigs, Duration patience) {
        this.clientConfigs = Map.copyOf(clientConfigs);
        this.patience = patience;
        Map<String, Object> configs = new HashMap<>(clientConfigs);
        configs.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        configs.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        configs.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        configs.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        configs.put(ConsumerConfig.CLIENT_ID_CONFIG, TRANSACTIONAL_ID + "-reader");
        this.consumer = new GrouplessConsumer<>(configs, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.reader = new Thread(this::follow, "schema-registry-reader");
        reader.setDaemon(true);
    }

    @Override
    public <T> T read(Function<SchemaRegistryState, T> question) {
        lock.lock();
        try {
            return question.apply(state);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T> T write(Function<SchemaRegistryState, Decision<T>> decide) {
        writing.lock();
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            for (int attempt = 1; ; attempt++) {
                try {
                    return writeOnce(decide);
                } catch (InterruptException | AuthenticationException | AuthorizationException e) {
                    dropProducer();
                    throw e;
                } catch (KafkaException e) {
                    // Another instance most likely shut us out, which Kafka says in half a dozen ways. The outcome need
                    // not be known: the next attempt reads everything before it decides.
                    dropProducer();
                    if (closed || System.nanoTime() >= deadline) {
                        throw new RegistryUnavailableException(
                                "could not write to " + PARTITION.topic() + ": " + e.getMessage(), e);
                    }
                    LOG.debug("Attempt {} to write to {} failed; trying again", attempt, PARTITION.topic(), e);
                    // The wait is random, so that two instances do not shut each other out for ever.
                    pause(ThreadLocalRandom.current().nextLong(10, 20 + 20L * Math.min(attempt, 10)));
                }
            }
        } finally {
            writing.unlock();
        }
    }

    private <T> T writeOnce(Function<SchemaRegistryState, Decision<T>> decide) {
        KafkaProducer<byte[], byte[]> current = openProducer();
        Decision<T> decision = read(decide);
        if (!decision.events().isEmpty()) {
            await(commit(current, decision.events()) + 1);
        }
        return decision.answer();
    }

    /** Shuts the others out and catches up with what they wrote. While we are not shut out, nobody else has written. */
    private KafkaProducer<byte[], byte[]> openProducer() {
        if (producer != null) {
            return producer;
        }
        Map<String, Object> configs = new HashMap<>(clientConfigs);
        configs.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
        configs.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        configs.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
        configs.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        configs.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        configs.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        KafkaProducer<byte[], byte[]> opened =
                new KafkaProducer<>(configs, new ByteArraySerializer(), new ByteArraySerializer());
        producer = opened;
        opened.initTransactions();
        await(endOffset());
        return opened;
    }

    /** Returns the offset of the last event. */
    private long commit(KafkaProducer<byte[], byte[]> current, List<RegistryEvent> events) {
        current.beginTransaction();
        @Nullable Future<RecordMetadata> last = null;
        for (RegistryEvent event : events) {
            RegistryRecords.Bytes bytes = RegistryRecords.encode(event);
            last = current.send(
                    new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), bytes.key(), bytes.value()));
        }
        current.commitTransaction();
        try {
            return Objects.requireNonNull(last, "no events").get().offset();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("not written", e.getCause());
        }
    }

    private void dropProducer() {
        KafkaProducer<byte[], byte[]> dropped = producer;
        producer = null;
        if (dropped != null) {
            // The next instance that opens the id ends open transactions.
            dropped.close(Duration.ZERO);
        }
    }

    private long endOffset() {
        Map<String, Object> configs = new HashMap<>(clientConfigs);
        configs.put("default.api.timeout.ms", (int) patience.toMillis());
        configs.put("request.timeout.ms", (int) patience.toMillis());
        try (Admin admin = Admin.create(configs)) {
            return admin.listOffsets(
                            Map.of(PARTITION, OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .partitionResult(PARTITION)
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new RegistryUnavailableException("topic " + PARTITION.topic() + " does not answer: " + e, e);
        }
    }

    /** Waits until the state reflects everything before the offset. */
    private void await(long offset) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (position < offset) {
                if (left <= 0 || closed) {
                    throw new RegistryUnavailableException("topic %s was read up to offset %d of %d within %s"
                            .formatted(PARTITION.topic(), position, offset, patience));
                }
                left = moved.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            lock.unlock();
        }
    }

    private void follow() {
        consumer.assign(List.of(PARTITION));
        consumer.seekToBeginning(List.of(PARTITION));
        while (!closed) {
            try {
                var records = consumer.poll(Duration.ofMinutes(1));
                long reached = consumer.position(PARTITION);
                lock.lock();
                try {
                    records.forEach(this::apply);
                    position = reached;
                    moved.signalAll();
                } finally {
                    lock.unlock();
                }
            } catch (WakeupException e) {
                // Only close() wakes us up.
            } catch (KafkaException e) {
                LOG.warn("Cannot read {}; trying again", PARTITION.topic(), e);
                pause(1_000);
            }
        }
        consumer.close();
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        try {
            Optional<RegistryEvent> event =
                    record.key() == null ? Optional.empty() : RegistryRecords.decode(record.key(), record.value());
            if (event.isPresent() && !state.apply(event.get())) {
                LOG.warn("{} offset {} gives a known id another schema; left out", PARTITION, record.offset());
            }
        } catch (IOException e) {
            String reason = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            LOG.warn(
                    "{} offset {} is no record of a schema registry; left out: {}", PARTITION, record.offset(), reason);
        }
    }

    /** Ends early when the log is closed. */
    private void pause(long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!closed && left > 0) {
                left = moved.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        consumer.wakeup();
        writing.lock();
        try {
            dropProducer();
        } finally {
            writing.unlock();
        }
        try {
            if (reader.getState() == Thread.State.NEW) {
                consumer.close();
            }
            reader.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
