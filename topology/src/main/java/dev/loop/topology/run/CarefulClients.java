package dev.loop.topology.run;

import dev.loop.schemas.Topics;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.topology.cause.Causes;
import dev.loop.topology.store.ChangelogSalvage;
import dev.loop.topology.store.OpenFeedbackStores;
import dev.loop.topology.store.StoreNames;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.TaskId;

/**
 * Wraps Kafka's clients, as Kafka Streams gets them from another supplier, with care for damaged files: a damaged store
 * is thrown away and restored, and a damaged changelog holds up its own partition alone.
 */
final class CarefulClients implements KafkaClientSupplier {

    private final KafkaClientSupplier others;
    private final String application;
    private final SchemaRegistryClient registry;
    private final OpenFeedbackStores stores;
    private final Causes causes;

    /** @param application whose changelogs they are */
    CarefulClients(
            KafkaClientSupplier others,
            String application,
            SchemaRegistryClient registry,
            OpenFeedbackStores stores,
            Causes causes) {
        this.others = others;
        this.application = application;
        this.registry = registry;
        this.stores = stores;
        this.causes = causes;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return others.getAdmin(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return others.getProducer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new CommandConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return new ChangelogSalvage(config, application + "-" + StoreNames.FEEDBACK + "-changelog", registry, causes);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return others.getGlobalConsumer(config);
    }

    /**
     * A consumer that also gives up damaged stores. Kafka Streams asks it for records, often and on the stream thread,
     * even where no record and no clock calls a processor. It then closes the task, wipes the directory, and restores
     * it; other tasks stay.
     */
    private final class CommandConsumer extends KafkaConsumer<byte[], byte[]> {

        CommandConsumer(Map<String, Object> config) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            for (TopicPartition partition : assignment()) {
                if (partition.topic().equals(Topics.FEEDBACK_COMMANDS.name())) {
                    stores.damaged(partition.partition()).ifPresent(CarefulClients::giveUp);
                }
            }
            return super.poll(timeout);
        }
    }

    private static void giveUp(TaskId task) {
        throw new TaskCorruptedException(Set.of(task));
    }
}
