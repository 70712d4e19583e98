package dev.loop.api.event;

import dev.loop.topology.client.GrouplessConsumer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Consumers without a group that read logs from where they are told. */
public final class LogConsumers {

    /** For the ends of logs alone, with what is not committed counted too. */
    static ConsumerPool<String> uncommitted(Map<String, ?> connection, int most, int patienceMillis) {
        return pool(connection, "read_uncommitted", StringDeserializer::new, most, 1 << 10, 0, patienceMillis);
    }

    /**
     * For what is committed.
     *
     * @param connection how to reach Kafka: {@code bootstrap.servers}, security
     * @param fetchBytes of one partition, each time
     * @param holdMillis that the broker may hold a fetch back which finds nothing. A consumer fetches ahead: its next
     *     reading, of another place, waits that long
     * @param patienceMillis with a broker that does not answer
     */
    static ConsumerPool<String> pool(
            Map<String, ?> connection, int most, int fetchBytes, int holdMillis, int patienceMillis) {
        return pool(
                connection, "read_committed", StringDeserializer::new, most, fetchBytes, holdMillis, patienceMillis);
    }

    /** As {@link #pool}, where keys may be anything. */
    public static ConsumerPool<byte[]> raw(
            Map<String, ?> connection, int most, int fetchBytes, int holdMillis, int patienceMillis) {
        return pool(
                connection, "read_committed", ByteArrayDeserializer::new, most, fetchBytes, holdMillis, patienceMillis);
    }

    private static <K> ConsumerPool<K> pool(
            Map<String, ?> connection,
            String isolation,
            Supplier<Deserializer<K>> keys,
            int most,
            int fetchBytes,
            int holdMillis,
            int patienceMillis) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, fetchBytes);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, holdMillis);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patienceMillis);
        return new ConsumerPool<>(
                most, () -> new GrouplessConsumer<>(settings, keys.get(), new ByteArrayDeserializer()));
    }

    private LogConsumers() {}
}
