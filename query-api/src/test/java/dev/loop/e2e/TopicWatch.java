package dev.loop.e2e;

import dev.loop.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Sees from outside what is written to a topic from now on, as soon as it is. */
final class TopicWatch implements AutoCloseable {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;

    private TopicWatch(RunningLoop loop, Topic<?> topic, String isolation) {
        this.topic = topic.name();
        Map<String, Object> settings = new HashMap<>(loop.kafka());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(this.topic).stream()
                .map(partition -> new TopicPartition(this.topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** Sees what is committed. */
    static TopicWatch committed(RunningLoop loop, Topic<?> topic) {
        return new TopicWatch(loop, topic, "read_committed");
    }

    /** Sees what is written, though its transaction has not ended. */
    static TopicWatch written(RunningLoop loop, Topic<?> topic) {
        return new TopicWatch(loop, topic, "read_uncommitted");
    }

    /** Returns once so many records more were seen. */
    void await(int records) {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        for (int seen = 0; seen < records; ) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(records + " records were expected in " + topic + ", and " + seen + " came");
            }
            seen += consumer.poll(Duration.ofMillis(100)).count();
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
