package dev.loop.history;

import dev.loop.schemas.client.GrouplessConsumer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Makes consumers without a group that read logs from a given place. */
public final class LogConsumers {

    /** Returns consumers that read only the ends of logs, uncommitted records included. */
    static ConsumerPool<String> uncommitted(Map<String, ?> connection, int most, int patienceMillis) {
        return pool(connection, "read_uncommitted", StringDeserializer::new, most, 1 << 10, 0, patienceMillis);
    }

    /**
     * Returns consumers that read committed records.
     *
     * @param connection how to reach Kafka: {@code bootstrap.servers}, security
     * @param fetchBytes bytes of one partition in each fetch
     * @param holdMillis how long the broker may hold back a fetch that finds nothing. A consumer fetches ahead, so its
     *     next reading, of another place, waits that long
     * @param patienceMillis how long a broker that does not answer is waited for
     */
    static ConsumerPool<String> pool(
            Map<String, ?> connection, int most, int fetchBytes, int holdMillis, int patienceMillis) {
        return pool(
                connection, "read_committed", StringDeserializer::new, most, fetchBytes, holdMillis, patienceMillis);
    }

    /** Returns consumers as {@link #pool} does, for keys of any content. */
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
