package dev.loop.history;

import dev.loop.schemas.Topics;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions of the log of events, in the order of a cursor's places: those of {@code feedback-events}, and then the
 * one of {@code project-events}.
 */
public record EventPartitions(List<TopicPartition> all) {

    public EventPartitions {
        all = List.copyOf(all);
    }

    /** @param items number of partitions of {@code feedback-events} */
    public static EventPartitions of(int items) {
        return new EventPartitions(Stream.concat(
                        IntStream.range(0, items).mapToObj(p -> new TopicPartition(Topics.FEEDBACK_EVENTS.name(), p)),
                        Stream.of(new TopicPartition(Topics.PROJECT_EVENTS.name(), 0)))
                .toList());
    }

    int ofItems() {
        return all.size() - 1;
    }

    /** Returns the index of the record's partition. */
    public int index(ConsumerRecord<?, ?> record) {
        return record.topic().equals(Topics.PROJECT_EVENTS.name()) ? ofItems() : record.partition();
    }
}
