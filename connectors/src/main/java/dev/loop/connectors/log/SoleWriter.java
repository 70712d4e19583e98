package dev.loop.connectors.log;

import dev.loop.schemas.client.GrouplessConsumer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes a record that follows from the content of a topic of one partition, even if several processes do so at the
 * same time.
 *
 * <p>All of them write as one transactional producer, of which Kafka lets the latest alone commit (KIP-98): a writer
 * that begins has either stopped the others, or reads what they committed. Nobody else has therefore written between
 * the look and the commit.
 */
final class SoleWriter<V extends SpecificRecord> {

    private static final int TRANSACTION_MILLIS = 10_000;
    private static final int LONGEST_REST_MILLIS = 500;

    /** Decides on the record to write. */
    interface Look<V> {

        /**
         * @param end offset up to which the topic must have been read
         * @return empty for nothing
         */
        Optional<V> wanted(long end) throws InterruptedException, TimeoutException;
    }

    private final Map<String, ?> connection;
    private final String topic;
    private final Serializer<V> serializer;

    /** @param connection how to reach Kafka */
    SoleWriter(Map<String, ?> connection, String topic, Serializer<V> serializer) {
        this.connection = connection;
        this.topic = topic;
        this.serializer = serializer;
    }

    /** Returns the offset of the record; empty if nothing was to be written. */
    OptionalLong write(String key, Look<V> look, Duration atMost)
            throws InterruptedException, TimeoutException, ExecutionException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < deadline) {
            boolean committing = false;
            try (Producer<String, V> producer =
                    new KafkaProducer<>(settings(atMost), new StringSerializer(), serializer)) {
                producer.initTransactions();
                Optional<V> wanted = look.wanted(end(atMost));
                if (wanted.isEmpty()) {
                    return OptionalLong.empty();
                }
                producer.beginTransaction();
                // The record is acknowledged before the commit, so that a failure of the one is not taken for one of
                // the other.
                RecordMetadata sent = acknowledged(producer.send(new ProducerRecord<>(topic, 0, key, wanted.get())));
                committing = true;
                producer.commitTransaction();
                return OptionalLong.of(sent.offset());
            } catch (KafkaException e) {
                if (!stopped(e) && (committing || !passes(e))) {
                    throw e;
                }
                Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_REST_MILLIS));
            }
        }
        throw new TimeoutException();
    }

    private static RecordMetadata acknowledged(Future<RecordMetadata> sent)
            throws InterruptedException, ExecutionException {
        try {
            return sent.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Returns whether another process, which began later, stopped this one. */
    private static boolean stopped(Throwable failure) {
        return failure instanceof ProducerFencedException
                || failure instanceof InvalidProducerEpochException
                || failure.getCause() != null && stopped(failure.getCause());
    }

    /**
     * Returns whether a transaction that has not begun to commit may succeed when it is begun again: the end of the one
     * before may still be under way, or a coordinator may be moving.
     */
    private static boolean passes(Throwable failure) {
        return failure instanceof RetriableException
                        && !(failure instanceof org.apache.kafka.common.errors.TimeoutException)
                || failure instanceof TransactionAbortableException
                || failure instanceof InvalidTxnStateException
                || failure.getCause() != null && passes(failure.getCause());
    }

    private Map<String, Object> settings(Duration atMost) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "loop-sole-" + topic);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) atMost.toMillis());
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TRANSACTION_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        return settings;
    }

    private long end(Duration atMost) {
        TopicPartition partition = new TopicPartition(topic, 0);
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) atMost.toMillis());
        try (var consumer =
                new GrouplessConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        }
    }
}
