package dev.loop.history;

import dev.loop.question.CommittedOffsets;
import dev.loop.question.Questions.ForeignPositionException;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.TooManyAtOnceException;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.topology.question.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Increments from the topic {@code feedback-events}, which is read twice: first to find which changes are the last of
 * their items, then to read these, batch by batch. Between two batches, one bit for each record is held.
 *
 * <p>The results of a command are in the topic once its offset is committed. The end that is read then, uncommitted
 * records included, is behind all of them.
 */
public final class KafkaChangeLog implements ChangeLog, AutoCloseable {

    /** The limit of increments at once; each holds the ids of one partition for a while. */
    private static final int MOST_AT_ONCE = 2;

    private static final int MOST_READERS = 6;
    private static final int MOST_ITEMS = 200_000;
    private static final int FETCH_BYTES = 256 << 10;

    /** The hold is short, since a place takes many looks. */
    private static final int HOLD_MILLIS = 5;

    /** The rows of one batch. */
    private static final int MOST_ROWS = 1_000;

    private static final long MOST_BYTES = 4 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LONGEST_BATCH = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final List<TopicPartition> partitions;
    private final Deserializer<FeedbackChange> changes;
    private final CommittedOffsets committed;
    private final int mostItems;
    private final ConsumerPool<String> pool;
    private final ConsumerPool<String> ends;
    private final Semaphore atOnce = new Semaphore(MOST_AT_ONCE);

    /**
     * @param connection how to reach Kafka: {@code bootstrap.servers}, security
     * @param partitions number of partitions of the topic
     * @param committed how far the topology has come
     */
    public KafkaChangeLog(
            Map<String, ?> connection,
            int partitions,
            Deserializer<FeedbackChange> changes,
            CommittedOffsets committed) {
        this(connection, partitions, changes, committed, MOST_ITEMS);
    }

    /** @param mostItems items of one partition in one increment */
    KafkaChangeLog(
            Map<String, ?> connection,
            int partitions,
            Deserializer<FeedbackChange> changes,
            CommittedOffsets committed,
            int mostItems) {
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(p -> new TopicPartition(Topics.FEEDBACK_EVENTS.name(), p))
                .toList();
        this.changes = changes;
        this.committed = committed;
        this.mostItems = mostItems;
        this.pool = LogConsumers.pool(connection, MOST_READERS, FETCH_BYTES, HOLD_MILLIS, (int) PATIENCE.toMillis());
        this.ends = LogConsumers.uncommitted(connection, MOST_AT_ONCE, (int) PATIENCE.toMillis());
    }

    @Override
    public Increment after(Position since, Position atLeast, Duration wait) {
        check(since);
        check(atLeast);
        if (!atOnce.tryAcquire()) {
            throw new TooManyAtOnceException("Too many clients ask for increments at once.", RETRY_AFTER);
        }
        try {
            return pool.lend(consumer -> increment(consumer, since, atLeast, wait));
        } finally {
            atOnce.release();
        }
    }

    private void check(Position position) {
        if (!position.offsets().isEmpty() && position.offsets().lastKey() >= partitions.size()) {
            throw new ForeignPositionException("Partition " + position.offsets().lastKey()
                    + " does not exist here: the position is of another installation.");
        }
    }

    private Increment increment(Consumer<String, byte[]> consumer, Position since, Position atLeast, Duration wait) {
        Position applied = await(atLeast, wait);
        consumer.assign(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> until = ends.lend(all -> {
            all.assign(partitions);
            return all.endOffsets(partitions);
        });
        List<LastChanges> stretches = new ArrayList<>();
        TreeMap<Integer, Long> next = new TreeMap<>();
        for (TopicPartition partition : partitions) {
            int number = partition.partition();
            long command = since.offsets().getOrDefault(number, -1L);
            long there = applied.offsets().getOrDefault(number, -1L);
            long end = Objects.requireNonNull(until.get(partition));
            consumer.assign(List.of(partition));
            OptionalLong begin = new ChangePlaces(consumer, partition, changes)
                    .after(command, Objects.requireNonNull(begins.get(partition)), end);
            if (begin.isEmpty() && there < 0) {
                throw new NotReadyException("The broker does not tell how far commands are applied", RETRY_AFTER);
            }
            if (begin.isEmpty() && command < there) {
                throw new PositionGoneException(since);
            }
            LastChanges stretch =
                    LastChanges.read(consumer, partition, changes, begin.orElse(begins.get(partition)), end, mostItems);
            stretches.add(stretch);
            // A stretch that is cut off is known to reach only as far as its own changes.
            long reached = Math.max(command, stretch.command().orElse(-1));
            long told = stretch.whole() ? Math.max(reached, there) : reached;
            if (told >= 0) {
                next.put(number, told);
            }
        }
        boolean more = !stretches.stream().allMatch(LastChanges::whole);
        return new Increment(new Position(next), more, batch(stretches, 0, 0));
    }

    /** Waits for a position. Returns how far commands are applied and committed. */
    private Position await(Position atLeast, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            TreeMap<Integer, Long> applied = new TreeMap<>();
            for (TopicPartition partition : partitions) {
                long next = committed.of(partition.partition());
                if (next > 0) {
                    applied.put(partition.partition(), next - 1);
                }
            }
            if (atLeast.offsets().entrySet().stream()
                    .allMatch(asked -> applied.getOrDefault(asked.getKey(), -1L) >= asked.getValue())) {
                return new Position(applied);
            }
            if (System.nanoTime() > deadline || !pause()) {
                throw new NotReadyException("The changes have not reached " + atLeast + " yet", RETRY_AFTER);
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            return true;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Reads a batch from a place in one of the stretches on. */
    private Batch batch(List<LastChanges> stretches, int at, long offset) {
        int current = at;
        OptionalLong from = OptionalLong.empty();
        while (current < stretches.size()) {
            LastChanges stretch = stretches.get(current);
            from = stretch.from(current == at ? Math.max(offset, stretch.begin()) : stretch.begin());
            if (from.isPresent()) {
                break;
            }
            current++;
        }
        if (from.isEmpty()) {
            return new Batch(List.of(), Optional.empty());
        }
        LastChanges stretch = stretches.get(current);
        long begin = from.getAsLong();
        Part part = pool.lend(consumer -> part(consumer, stretch, begin));
        int here = current;
        return new Batch(part.changes(), Optional.of(() -> batch(stretches, here, part.next())));
    }

    private record Part(List<FeedbackChange> changes, long next) {}

    private Part part(Consumer<String, byte[]> consumer, LastChanges stretch, long begin) {
        consumer.assign(List.of(stretch.partition()));
        consumer.seek(stretch.partition(), begin);
        List<FeedbackChange> found = new ArrayList<>();
        long bytes = 0;
        long deadline = System.nanoTime() + LONGEST_BATCH.toNanos();
        long next = begin;
        while (next < stretch.end() && found.size() < MOST_ROWS && bytes < MOST_BYTES) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(LOOK).records(stretch.partition())) {
                if (found.size() >= MOST_ROWS || bytes >= MOST_BYTES) {
                    break;
                }
                if (stretch.has(record.offset())) {
                    ChangePlaces.read(changes, record).ifPresent(found::add);
                    bytes += record.serializedValueSize();
                }
                next = record.offset() + 1;
            }
            OptionalLong following = stretch.from(next);
            if (following.isEmpty()) {
                return new Part(found, stretch.end());
            }
            if (System.nanoTime() > deadline) {
                if (found.isEmpty()) {
                    throw new NotReadyException("The log does not answer", RETRY_AFTER);
                }
                break;
            }
        }
        return new Part(found, next);
    }

    @Override
    public void close() {
        pool.close();
        ends.close();
    }
}
