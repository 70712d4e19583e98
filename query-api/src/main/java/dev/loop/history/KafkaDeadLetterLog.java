package dev.loop.history;

import dev.loop.history.DeadLetter.Place;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the topic {@code dead-letters}, which has one partition, from its end. A log can only be read forwards, so
 * growing pieces before the end are read until they hold enough.
 */
public final class KafkaDeadLetterLog implements DeadLetterLog, AutoCloseable {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.DEAD_LETTERS.name(), 0);
    private static final int READERS = 2;
    private static final int FETCH_BYTES = 1 << 20;
    private static final int HOLD_MILLIS = 50;
    /** A piece that is read within the time of a call, of which some pieces without a wanted letter fit in one. */
    private static final long LARGEST_PIECE = 4_000;

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final ConsumerPool<byte[]> pool;

    /** @param connection how to reach Kafka */
    public KafkaDeadLetterLog(Map<String, ?> connection) {
        this.pool = LogConsumers.raw(connection, READERS, FETCH_BYTES, HOLD_MILLIS, (int) PATIENCE.toMillis());
    }

    @Override
    public Page newest(Optional<Place> before, int limit, Predicate<DeadLetter> wanted) {
        return pool.lend(consumer -> {
            consumer.assign(List.of(PARTITION));
            long begin = Objects.requireNonNull(
                    consumer.beginningOffsets(List.of(PARTITION)).get(PARTITION));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(PARTITION)).get(PARTITION));
            long to = before.map(place -> Math.min(place.offset(), end)).orElse(end);
            List<DeadLetter> letters = new ArrayList<>();
            long deadline = System.nanoTime() + LONGEST.toNanos();
            // Ends of transactions have offsets too: about every other offset has no letter.
            for (long piece = limit * 2L; to > begin && letters.size() < limit && System.nanoTime() < deadline; ) {
                long from = Math.max(begin, to - piece);
                List<DeadLetter> found = read(consumer, from, to, limit - letters.size(), wanted);
                Collections.reverse(found);
                letters.addAll(found);
                to = letters.size() == limit ? letters.get(limit - 1).place().offset() : from;
                piece = Math.min(piece * 2, LARGEST_PIECE);
            }
            return new Page(letters, to > begin ? Optional.of(new Place(0, to)) : Optional.empty());
        });
    }

    @Override
    public Optional<DeadLetter> find(Place place) {
        if (place.partition() != PARTITION.partition()) {
            return Optional.empty();
        }
        return pool.lend(consumer -> {
            consumer.assign(List.of(PARTITION));
            long begin = Objects.requireNonNull(
                    consumer.beginningOffsets(List.of(PARTITION)).get(PARTITION));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(PARTITION)).get(PARTITION));
            return place.offset() < begin || place.offset() >= end
                    ? Optional.empty()
                    : read(consumer, place.offset(), place.offset() + 1, 1, any -> true).stream()
                            .findFirst();
        });
    }

    /** Returns the last wanted letters between the offsets. */
    private static List<DeadLetter> read(
            Consumer<byte[], byte[]> consumer, long from, long to, int limit, Predicate<DeadLetter> wanted) {
        consumer.seek(PARTITION, from);
        List<DeadLetter> letters = new ArrayList<>();
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (consumer.position(PARTITION) < to) {
            if (System.nanoTime() > deadline) {
                throw new NotReadyException("The log does not answer", RETRY_AFTER);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(LOOK)) {
                if (record.offset() < to) {
                    DeadLetter letter = DeadLetter.of(record);
                    if (wanted.test(letter)) {
                        letters.add(letter);
                    }
                }
            }
            if (letters.size() > limit) {
                letters.subList(0, letters.size() - limit).clear();
            }
        }
        return letters;
    }

    @Override
    public void close() {
        pool.close();
    }
}
