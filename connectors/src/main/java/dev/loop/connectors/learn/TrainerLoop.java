package dev.loop.connectors.learn;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.wire.UnreadableRecordException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trainer's one thread. It follows the partitions of {@code labels} that its group gives it, each from its beginning,
 * and has a project's models made once the project has been quiet for a while. It commits nothing: what it knows is what
 * the topic says, and that is read again after a start.
 */
final class TrainerLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);

    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final Duration REST = Duration.ofSeconds(1);

    /** The time without a label after which a project's models are looked at, and the longest wait for that. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Deserializer<Label> reader;
    private final Training training;
    private final ModelBook book;
    private final Clock clock;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<TopicPartition, Followed> followed = new HashMap<>();
    /** The partition of each project, where its labels are read again. */
    private final Map<String, Integer> partitions = new ConcurrentHashMap<>();

    private long bookSeen = -1;
    private volatile boolean healthy;

    /** A partition, and the projects whose labels it has. */
    private static final class Followed {
        private final long end;
        private final Map<String, LabelledItems> projects = new HashMap<>();
        private final Map<String, Waiting> waiting = new HashMap<>();

        private Followed(long end) {
            this.end = end;
        }
    }

    /** A project that has to be looked at. */
    private record Waiting(Instant since, Instant changed) {
        boolean isDue(Instant now) {
            return !now.isBefore(changed.plus(QUIET)) || !now.isBefore(since.plus(LONGEST_WAIT));
        }
    }

    TrainerLoop(
            Supplier<Consumer<String, byte[]>> consumers,
            Deserializer<Label> reader,
            ModelBook book,
            Function<ToIntFunction<String>, Training.Lessons> lessons,
            Clock clock) {
        this.consumers = consumers;
        this.reader = reader;
        this.book = book;
        this.clock = clock;
        this.training = new Training(book, lessons.apply(this::partition), clock);
    }

    private int partition(String project) {
        return Optional.ofNullable(partitions.get(project)).orElseThrow();
    }

    void stop() {
        stopped.countDown();
    }

    boolean healthy() {
        return healthy;
    }

    @Override
    public void run() {
        while (running()) {
            try (Consumer<String, byte[]> consumer = consumers.get()) {
                consumer.subscribe(List.of(Topics.LABELS.name()), new FromTheBeginning(consumer));
                while (running()) {
                    round(consumer);
                    healthy = true;
                }
            } catch (InterruptException | WakeupException asked) {
                return;
            } catch (RuntimeException failed) {
                healthy = false;
                followed.clear();
                LOG.warn("The trainer begins anew, in {} ms", REST.toMillis(), failed);
                rest();
            }
        }
        healthy = false;
    }

    private boolean running() {
        return stopped.getCount() > 0;
    }

    private void round(Consumer<String, byte[]> consumer) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(PATIENCE)) {
            Followed partition = followed.get(new TopicPartition(record.topic(), record.partition()));
            if (partition != null && record.key() != null) {
                take(record, partition);
            }
        }
        if (book.changes() != bookSeen) {
            bookSeen = book.changes();
            followed.values()
                    .forEach(partition -> partition.projects.keySet().forEach(project -> touch(partition, project)));
        }
        // A copy, since a partition that lacks items begins anew.
        for (Map.Entry<TopicPartition, Followed> one : Map.copyOf(followed).entrySet()) {
            if (one.getValue().projects.values().stream().anyMatch(LabelledItems::lacks)) {
                begin(consumer, one.getKey());
            } else if (consumer.position(one.getKey()) >= one.getValue().end) {
                settle(one.getValue());
            }
        }
    }

    private void take(ConsumerRecord<String, byte[]> record, Followed partition) {
        int slash = record.key().indexOf('/');
        if (slash < 0) {
            return;
        }
        String project = record.key().substring(0, slash);
        Label label = null;
        try {
            label = record.value() == null ? null : reader.deserialize(record.topic(), record.value());
        } catch (UnreadableRecordException forGood) {
            LOG.warn("{} at offset {} is passed over: {}", record.topic(), record.offset(), forGood.getMessage());
        }
        partitions.put(project, record.partition());
        partition
                .projects
                .computeIfAbsent(project, key -> new LabelledItems())
                .put(record.key().substring(slash + 1), label);
        touch(partition, project);
    }

    private void touch(Followed partition, String project) {
        Instant now = clock.instant();
        partition.waiting.merge(project, new Waiting(now, now), (before, after) -> new Waiting(before.since, now));
    }

    private void settle(Followed partition) {
        Instant now = clock.instant();
        Set<String> due = new HashSet<>();
        partition.waiting.forEach((project, waiting) -> {
            if (waiting.isDue(now)) {
                due.add(project);
            }
        });
        for (String project : due) {
            LabelledItems items = partition.projects.getOrDefault(project, new LabelledItems());
            if (training.settle(project, items)) {
                partition.waiting.remove(project);
            }
        }
    }

    private void begin(Consumer<String, byte[]> consumer, TopicPartition partition) {
        Long end = consumer.endOffsets(List.of(partition)).get(partition);
        followed.put(partition, new Followed(end == null ? 0 : end));
        consumer.seekToBeginning(List.of(partition));
    }

    /** Reads partitions that come from their beginning, and forgets those that go. */
    private final class FromTheBeginning implements ConsumerRebalanceListener {

        private final Consumer<String, byte[]> consumer;

        private FromTheBeginning(Consumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> come) {
            come.forEach(partition -> begin(consumer, partition));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> gone) {
            gone.forEach(followed::remove);
        }
    }

    private void rest() {
        try {
            if (stopped.await(REST.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("Stopped while at rest");
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
