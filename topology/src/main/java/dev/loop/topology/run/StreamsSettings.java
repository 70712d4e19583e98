package dev.loop.topology.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings of the running topology.
 *
 * @param application names the consumer group, the changelogs and the transactions: the same for all instances that
 *     share the work
 * @param stateDirectory where stores are kept; losing it costs a restore and no data
 * @param threads how many partitions are worked on side by side
 * @param commitInterval how long a transaction lasts: readers of the topics wait for it, queries do not
 * @param instance a name that stays the same over restarts, with which this instance gets its partitions back at once
 *     (KIP-345) rather than after the session of the one before has timed out
 * @param advertised where other instances reach this one's API; empty where there is to be one only
 * @param replication of the changelogs
 * @param standbys copies of each store on other instances
 */
public record StreamsSettings(
        String bootstrapServers,
        String application,
        Path stateDirectory,
        int threads,
        Duration commitInterval,
        Optional<String> instance,
        Optional<InstanceAddress> advertised,
        int replication,
        int standbys,
        Map<String, ?> others) {

    public static final String APPLICATION = "loop";

    private static final long CACHE_BYTES = 8L << 20;
    private static final long POLL_MILLIS = 10;

    public StreamsSettings {
        others = Map.copyOf(others);
    }

    public Properties properties() {
        Properties config = new Properties();
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis());
        config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbys);
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, replication);
        config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        config.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, PoisonHandler.class);
        config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        // No task needs records of two partitions in the order of time, and that order costs sets and maps for each
        // record.
        config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        // The cache serves the states of endpoints alone: the store of feedback has its own memory, and no other store
        // is cached.
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        advertised.ifPresent(address -> config.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address.toString()));
        instance.ifPresent(
                name -> config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), name));
        // Nobody sees a record before its transaction ends, and the commit sends what is waiting: lingering until then
        // costs no one any time, and fills batches.
        config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), (int) commitInterval.toMillis());
        config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 256 << 10);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2000);
        // The time that a thread waits for records before it looks for other work, such as a requested commit.
        config.put(StreamsConfig.POLL_MS_CONFIG, POLL_MILLIS);
        // A transaction soon after another meets the markers of that one still being written, and tries again.
        config.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 10L);
        config.putAll(others);
        return config;
    }
}
