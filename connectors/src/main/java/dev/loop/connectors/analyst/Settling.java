package dev.loop.connectors.analyst;

import dev.loop.connectors.log.Acknowledged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of a round of {@link AnalystLoop}, until what they led to is in the log. Only then their offsets are
 * committed.
 */
final class Settling {

    /** A language model that is asked takes its time, and gives up before this. */
    private static final Duration LONGEST = Duration.ofMinutes(3);

    /** A record that is read again this often, or a third as often while others are judged, is passed over. */
    private static final int MOST_AGAIN = 21;

    private static final int WHILE_OTHERS_ARE_JUDGED = 7;

    /** @param settled false where the record has to be read again */
    private record UnderWay(TopicPartition partition, long offset, CompletableFuture<Boolean> settled) {}

    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    private final List<UnderWay> underWay = new ArrayList<>();
    private final Map<TopicPartition, Again> again = new HashMap<>();

    private record Again(long offset, int times) {}

    void passed(ConsumerRecord<?, ?> record) {
        done.put(partition(record), new OffsetAndMetadata(record.offset() + 1));
    }

    /** @param settled completes with false where the record has to be read again */
    void begun(ConsumerRecord<?, ?> record, CompletableFuture<Boolean> settled) {
        underWay.add(new UnderWay(partition(record), record.offset(), settled));
    }

    void forget() {
        done.clear();
        underWay.clear();
    }

    /**
     * Waits for what is under way, and commits the offsets of what came of it.
     *
     * @param judging whether anything is judged at this time
     */
    void settle(Consumer<?, ?> consumer, boolean judging) {
        Map<TopicPartition, Long> back = new HashMap<>();
        for (UnderWay one : underWay) {
            if (!Acknowledged.get(one.settled(), LONGEST)) {
                back.merge(one.partition(), one.offset(), Math::min);
            }
        }
        underWay.clear();
        back.forEach((partition, offset) -> {
            long next = isGivenUp(partition, offset, judging) ? offset + 1 : offset;
            done.put(partition, new OffsetAndMetadata(next));
            consumer.seek(partition, next);
        });
        if (!done.isEmpty()) {
            consumer.commitSync(Map.copyOf(done));
            done.clear();
        }
    }

    /** Returns whether a record was read again often enough: what is wrong may be its own fault. */
    private boolean isGivenUp(TopicPartition partition, long offset, boolean judging) {
        Again before = again.get(partition);
        int times = (before != null && before.offset() == offset ? before.times() : 0)
                + (judging ? WHILE_OTHERS_ARE_JUDGED : 1);
        again.put(partition, new Again(offset, times));
        return times >= MOST_AGAIN;
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
