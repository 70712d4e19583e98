package dev.loop.topology.commit;

import dev.loop.schemas.client.GrouplessConsumer;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Makes the clients that Kafka Streams makes, except that producers report how long their thread waited for each
 * commit: for sent records, for offsets, and for the end of the transaction.
 */
final class TimedClients implements KafkaClientSupplier {

    private final Consumer<Duration> took;

    /** @param took called on the thread that has committed */
    TimedClients(Consumer<Duration> took) {
        this.took = took;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new TimedProducer(config);
    }

    @Override
    public org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return new GrouplessConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return new GrouplessConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private final class TimedProducer extends KafkaProducer<byte[], byte[]> {

        private long nanos;

        TimedProducer(Map<String, Object> config) {
            super(config, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public void flush() {
            timed(super::flush);
        }

        @Override
        public void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
            timed(() -> super.sendOffsetsToTransaction(offsets, group));
        }

        @Override
        public void commitTransaction() {
            timed(super::commitTransaction);
            took.accept(Duration.ofNanos(nanos));
            nanos = 0;
        }

        private void timed(Runnable step) {
            long began = System.nanoTime();
            step.run();
            nanos += System.nanoTime() - began;
        }
    }
}
