package dev.loop.topology.store;

import dev.loop.schemas.Topics;
import dev.loop.schemas.client.GrouplessConsumer;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.topology.cause.Cause;
import dev.loop.topology.cause.Causes;
import dev.loop.topology.client.DamagedLog;
import dev.loop.topology.client.ReadableOffset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Restores stores as Kafka Streams' own consumer does, until a changelog turns out to be damaged; then the others go on.
 *
 * <p>Where the changelog is that of {@link FeedbackStore}, all items come from the topic {@code feedback} in place of
 * what cannot be read: it holds the newest of each, written in the same transactions. The rest of the changelog, behind
 * the damage, comes after them and also ends with the newest of each. Only that an id was taken by an item erased
 * around the damage is lost. For Kafka Streams, which reads on such a fault with the same result for ever, this all is
 * one offset.
 */
public final class ChangelogSalvage extends GrouplessConsumer<byte[], byte[]> {

    private final Map<String, Object> settings;
    private final String changelog;
    private final SchemaRegistryClient registry;
    private final Causes causes;
    private @Nullable ItemsAgain again;

    /**
     * @param settings of the restore consumer
     * @param changelog the topic of {@link FeedbackStore}
     */
    public ChangelogSalvage(
            Map<String, Object> settings, String changelog, SchemaRegistryClient registry, Causes causes) {
        super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.settings = Map.copyOf(settings);
        this.changelog = changelog;
        this.registry = registry;
        this.causes = causes;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        ItemsAgain items = again;
        if (items != null && assignment().contains(items.partition())) {
            return next(items);
        }
        stopReplacing();
        try {
            return super.poll(timeout);
        } catch (KafkaException failed) {
            TopicPartition damaged = DamagedLog.in(failed, assignment()).orElseThrow(() -> failed);
            if (!damaged.topic().equals(changelog)) {
                leave(damaged);
                return ConsumerRecords.empty();
            }
            String what = what(damaged);
            causes.raise(
                    damaged.toString(),
                    new Cause(
                            "store",
                            OptionalInt.of(damaged.partition()),
                            what,
                            "The store of the partition is being made again from the topic feedback; the other"
                                    + " partitions answer."));
            items = new ItemsAgain(consumer(), damaged, position(damaged), registry);
            again = items;
            return next(items);
        }
    }

    private ConsumerRecords<byte[], byte[]> next(ItemsAgain items) {
        try {
            List<ConsumerRecord<byte[], byte[]>> records = items.next();
            if (records.isEmpty()) {
                goOnBehind(items.partition(), items.offset());
                causes.clear(items.partition().toString());
                stopReplacing();
                return ConsumerRecords.empty();
            }
            return new ConsumerRecords<>(Map.of(items.partition(), records), Map.of());
        } catch (KafkaException failed) {
            if (DamagedLog.in(failed, List.of(items.source())).isEmpty()) {
                throw failed;
            }
            stopReplacing();
            leave(items.partition());
            return ConsumerRecords.empty();
        }
    }

    private void goOnBehind(TopicPartition partition, long damaged) {
        try (Consumer<byte[], byte[]> probe = consumer()) {
            long end =
                    Objects.requireNonNull(probe.endOffsets(List.of(partition)).get(partition));
            seek(partition, new ReadableOffset(probe, partition).behind(damaged, end));
        }
    }

    /** Pauses a partition that nothing else can restore, and raises the cause. */
    private void leave(TopicPartition damaged) {
        pause(List.of(damaged));
        boolean store = damaged.topic().equals(changelog);
        causes.raise(
                damaged.toString(),
                new Cause(
                        store ? "store" : "deliveries",
                        OptionalInt.of(damaged.partition()),
                        what(damaged)
                                + (store
                                        ? " kafka/" + Topics.FEEDBACK.name() + "-" + damaged.partition()
                                                + " is damaged too."
                                        : ""),
                        "Stop Loop and put kafka/" + damaged
                                + " back from a backup; the partition waits until then, and" + " the others answer."));
    }

    private String what(TopicPartition damaged) {
        return "The changelog kafka/" + damaged + " is damaged at offset " + position(damaged)
                + ", and a store has to be restored from it.";
    }

    private Consumer<byte[], byte[]> consumer() {
        return new GrouplessConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void stopReplacing() {
        if (again != null) {
            again.close();
            again = null;
        }
    }

    @Override
    public void close() {
        stopReplacing();
        super.close();
    }
}
