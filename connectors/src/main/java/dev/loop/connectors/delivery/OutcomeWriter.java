package dev.loop.connectors.delivery;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes outcomes and offsets, all or none of them. After a failure it is unknown which; {@link #write} then begins
 * anew, which settles the question, and the caller looks up what is committed. Not thread-safe.
 */
final class OutcomeWriter implements AutoCloseable {

    private final Map<String, Object> settings;
    private @Nullable Producer<byte[], byte[]> producer;

    OutcomeWriter(Map<String, Object> connection, String transactionalId) {
        settings = new HashMap<>(connection);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        // The time-out is short because readers of the attempts wait for a transaction that nobody ends.
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // One batch at a time: the first batches to a partition overtake one another while its transaction is verified,
        // and would be sent again.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        // The back-off is short because a transaction soon after another meets the markers of that one still being
        // written, and tries again.
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 10);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    }

    /**
     * Ends the open transaction of any other producer with this id; nothing of it is pending on return.
     *
     * @throws org.apache.kafka.common.KafkaException if the cluster does not answer
     */
    void open() {
        if (producer == null) {
            Producer<byte[], byte[]> made =
                    new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
            try {
                made.initTransactions();
            } catch (RuntimeException failed) {
                made.close(Duration.ZERO);
                throw failed;
            }
            producer = made;
        }
    }

    boolean isOpen() {
        return producer != null;
    }

    /** @throws RuntimeException if it is unknown what is committed; {@link #open} it again and look */
    void write(
            Collection<OutcomeRecord> outcomes,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group) {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            throw new IllegalStateException("not open");
        }
        try {
            current.beginTransaction();
            for (OutcomeRecord outcome : outcomes) {
                current.send(outcome.record());
            }
            current.sendOffsetsToTransaction(offsets, group);
            current.commitTransaction();
        } catch (RuntimeException failed) {
            producer = null;
            current.close(Duration.ZERO);
            throw failed;
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
            producer = null;
        }
    }
}
