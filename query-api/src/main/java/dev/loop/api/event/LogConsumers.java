package dev.loop.api.event;

import dev.loop.topology.client.GrouplessConsumer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Consumers without a group that read what is committed, from where they are told. */
final class LogConsumers {

    /** For the ends of logs alone, with what is not committed counted too. */
    static ConsumerPool<String> uncommitted(Map<String, ?> connection, int most, int patienceMillis) {
        return pool(connection, "read_uncommitted", most, 1 << 10, 0, patienceMillis);
    }

    /**
     * @param connection how to reach Kafka: {@code bootstrap.servers}, security
     * @param fetchBytes of one partition, each time
     * @param holdMillis that the broker may hold a fetch back which finds nothing. A consumer fetches ahead: its next
     *     reading, of another place, waits that long
     * @param patienceMillis with a broker that does not answer
     */
    static ConsumerPool<String> pool(
            Map<String, ?> connection, int most, int fetchBytes, int holdMillis, int patienceMillis) {
        return pool(connection, "read_committed", most, fetchBytes, holdMillis, patienceMillis);
    }

    private static ConsumerPool<String> pool(
            Map<String, ?> connection, String isolation, int most, int fetchBytes, int holdMillis, int patienceMillis) {
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
                most, () -> new GrouplessConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer()));
    }

    private LogConsumers() {}
}
