package dev.loop.history;

import dev.loop.question.Questions.NotReadyException;
import dev.loop.schemas.avro.FeedbackChange;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Marks which changes of a stretch of one partition are the last of their items, with a bit for each: while rows go
 * out, nothing else need be known.
 *
 * @param begin offset of the first bit
 * @param end end of the stretch, which may be before the end that was asked for
 * @param whole whether it is the end that was asked for
 * @param command the last command whose change is known to be in the stretch
 */
record LastChanges(TopicPartition partition, long begin, long end, boolean whole, OptionalLong command, BitSet last) {

    private static final Duration LOOK = Duration.ofMillis(100);

    /** The limit of a pause without records: the broker is away, or a transaction stays open. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /**
     * @param consumer assigned to the partition alone
     * @param most limit of items, which are held in memory meanwhile
     */
    static LastChanges read(
            Consumer<String, byte[]> consumer,
            TopicPartition partition,
            Deserializer<FeedbackChange> changes,
            long begin,
            long end,
            int most) {
        Map<String, Long> byId = new HashMap<>();
        var last = new BitSet();
        OptionalLong command = OptionalLong.empty();
        long reached = begin;
        boolean full = false;
        consumer.seek(partition, begin);
        long moved = System.nanoTime();
        while (reached < end && !full) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(LOOK).records(partition)) {
                // The stretch goes on while no command is known: otherwise the next increment would begin here again.
                full = byId.size() >= most && command.isPresent() && !byId.containsKey(record.key());
                if (full || record.offset() >= end) {
                    break;
                }
                Optional<FeedbackChange> change = ChangePlaces.read(changes, record);
                if (change.isPresent()) {
                    // An erased item needs no memory: it does not change any more.
                    Long before = change.get().getAfter().isPresent()
                            ? byId.put(record.key(), record.offset())
                            : byId.remove(record.key());
                    if (before != null) {
                        last.clear((int) (before - begin));
                    }
                    last.set((int) (record.offset() - begin));
                    OptionalLong known = ChangePlaces.command(change.get());
                    command = known.isPresent() ? known : command;
                }
                reached = record.offset() + 1;
                moved = System.nanoTime();
            }
            // The position also passes the ends of transactions, which are no records.
            if (!full && consumer.position(partition) > reached) {
                reached = Math.min(end, consumer.position(partition));
                moved = System.nanoTime();
            }
            if (System.nanoTime() - moved > LONGEST_PAUSE.toNanos()) {
                throw new NotReadyException("The log does not come to its end", Duration.ofSeconds(2));
            }
        }
        return new LastChanges(partition, begin, reached, !full, command, last);
    }

    /** Returns the first marked change at the offset or after it. */
    OptionalLong from(long offset) {
        int bit = last.nextSetBit((int) (offset - begin));
        return bit < 0 ? OptionalLong.empty() : OptionalLong.of(begin + bit);
    }

    boolean has(long offset) {
        return offset >= begin && offset < end && last.get((int) (offset - begin));
    }
}
