package dev.loop.connectors.learn;

import dev.loop.schemas.Topics;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Learns models from labels, one task a project: all labels of a project are in one partition, and of any number of copies
 * one has it. It is no part of the topology, since a training of some seconds would keep commands waiting. A copy that
 * lost its partition and does not know yet does no harm: it would make the same model of the same labels, and one that has
 * learnt from an item that is gone is taken away by who has the partition.
 */
public final class Trainer implements AutoCloseable {

    /** The consumer group, which shares the partitions and commits nothing. */
    public static final String GROUP = "loop-trainer";

    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

    private final TrainerLoop loop;
    private final Thread thread;

    private Trainer(TrainerLoop loop) {
        this.loop = loop;
        this.thread = new Thread(loop, "trainer");
        thread.setDaemon(true);
    }

    /**
     * Starts a trainer and returns at once; it waits for a cluster that does not answer.
     *
     * @param connection how to reach Kafka
     */
    public static Trainer start(
            Map<String, Object> connection, ModelBook book, SchemaRegistryClient registry, Clock clock) {
        Trainer trainer = new Trainer(new TrainerLoop(
                () -> consumer(connection),
                WireSerdes.of(Topics.LABELS, registry).deserializer(),
                book,
                partitions -> new KafkaLessons(
                        connection, WireSerdes.of(Topics.LABELS, registry).deserializer(), partitions),
                clock));
        trainer.thread.start();
        return trainer;
    }

    private static Consumer<String, byte[]> consumer(Map<String, Object> connection) {
        Map<String, Object> config = new HashMap<>(connection);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        config.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class.getName()));
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Returns whether labels are read. */
    public boolean healthy() {
        return thread.isAlive() && loop.healthy();
    }

    @Override
    public void close() {
        loop.stop();
        try {
            thread.join(LONGEST_STOP.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
