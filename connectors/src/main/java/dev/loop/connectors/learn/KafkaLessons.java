package dev.loop.connectors.learn;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.client.GrouplessConsumer;
import dev.loop.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the labels of a project from the topic, from its beginning to where it ends now. */
final class KafkaLessons implements Training.Lessons {

    private static final Duration POLL = Duration.ofMillis(500);

    private final Map<String, Object> settings;
    private final Deserializer<Label> reader;
    private final ToIntFunction<String> partitions;

    /**
     * @param connection how to reach Kafka
     * @param partitions the partition of a project
     */
    KafkaLessons(Map<String, ?> connection, Deserializer<Label> reader, ToIntFunction<String> partitions) {
        this.settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        this.reader = reader;
        this.partitions = partitions;
    }

    @Override
    public Collection<Lesson> read(String project, LabelledItems items) {
        Map<String, Lesson> lessons = new HashMap<>();
        var partition = new TopicPartition(Topics.LABELS.name(), partitions.applyAsInt(project));
        String prefix = project + "/";
        try (Consumer<String, byte[]> consumer =
                new GrouplessConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL).records(partition)) {
                    if (record.key() != null && record.key().startsWith(prefix)) {
                        lessons.remove(record.key());
                        take(record, items, lessons);
                    }
                }
            }
        }
        return lessons.values();
    }

    private void take(ConsumerRecord<String, byte[]> record, LabelledItems items, Map<String, Lesson> lessons) {
        try {
            Label label = record.value() == null ? null : reader.deserialize(record.topic(), record.value());
            if (label != null && items.isOf(label)) {
                lessons.put(record.key(), Lesson.of(label));
            }
        } catch (UnreadableRecordException forGood) {
            // The loop that follows the topic has told of it.
            return;
        }
    }
}
