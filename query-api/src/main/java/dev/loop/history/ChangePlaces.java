package dev.loop.history;

import dev.loop.question.Questions.NotReadyException;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Finds the place of a command in one partition of {@code feedback-events}. An item names the command that made it, and
 * a partition has its changes in the order of their commands, so a binary search finds the place in some twenty looks.
 * Erasures name no command, as they hold no item; they go with the change before them.
 */
final class ChangePlaces {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Consumer<String, byte[]> consumer;
    private final TopicPartition partition;
    private final Deserializer<FeedbackChange> changes;

    /** @param consumer assigned to the partition alone */
    ChangePlaces(Consumer<String, byte[]> consumer, TopicPartition partition, Deserializer<FeedbackChange> changes) {
        this.consumer = consumer;
        this.partition = partition;
        this.changes = changes;
    }

    /**
     * Returns the offset after the last change that is known to come from a command at {@code command} or before it.
     *
     * @param begin beginning of what is kept
     * @param end end of the search
     * @return empty if changes after the command may have been deleted already
     */
    OptionalLong after(long command, long begin, long end) {
        long low = begin;
        long high = end;
        boolean known = begin == 0;
        while (low < high) {
            long middle = low + (high - low) / 2;
            Optional<Known> found = look(middle, high);
            if (found.isEmpty() || found.get().command() > command) {
                high = middle;
            } else {
                low = found.get().offset() + 1;
                known = true;
            }
        }
        return known ? OptionalLong.of(low) : OptionalLong.empty();
    }

    /** A change whose command is known. */
    private record Known(long offset, long command) {}

    /** Returns the first such change from an offset on and before another. */
    private Optional<Known> look(long from, long before) {
        consumer.seek(partition, from);
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (consumer.position(partition) < before) {
            if (System.nanoTime() > deadline) {
                throw new NotReadyException("The log does not answer", Duration.ofSeconds(2));
            }
            List<ConsumerRecord<String, byte[]>> records = consumer.poll(LOOK).records(partition);
            for (ConsumerRecord<String, byte[]> record : records) {
                if (record.offset() >= before) {
                    return Optional.empty();
                }
                OptionalLong command = command(record);
                if (command.isPresent()) {
                    return Optional.of(new Known(record.offset(), command.getAsLong()));
                }
            }
        }
        return Optional.empty();
    }

    private OptionalLong command(ConsumerRecord<String, byte[]> record) {
        return read(changes, record).map(ChangePlaces::command).orElse(OptionalLong.empty());
    }

    /** Returns the command of a change, if the change names it. */
    static OptionalLong command(FeedbackChange change) {
        Optional<Feedback> after = change.getAfter();
        return after.isPresent() && after.get().getCommandOffset() >= 0
                ? OptionalLong.of(after.get().getCommandOffset())
                : OptionalLong.empty();
    }

    /** Reads a change; empty for another record, which only an outsider can have written. */
    static Optional<FeedbackChange> read(Deserializer<FeedbackChange> changes, ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.ofNullable(changes.deserialize(record.topic(), record.value()));
        } catch (UnreadableRecordException unreadable) {
            return Optional.empty();
        }
    }
}
