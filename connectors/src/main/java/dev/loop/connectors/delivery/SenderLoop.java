package dev.loop.connectors.delivery;

import static org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation.LEAVE_GROUP;

import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.wire.RegistryUnavailableException;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.UnreadableRecordException;
import dev.loop.schemas.wire.WireSerdes;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sender's one thread, which does everything but HTTP. After any failure it begins anew from what is committed, and
 * goes on until it is stopped.
 */
final class SenderLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SenderLoop.class);

    private static final Duration SHORTEST_REST = Duration.ofMillis(100);
    private static final Duration LONGEST_REST = Duration.ofSeconds(5);
    /**
     * The wait while another sender has this one's name: the other is most likely the wanted one, since this
     * one was cut off and replaced.
     */
    private static final Duration WHEN_ANOTHER_HAS_THE_NAME = Duration.ofSeconds(30);

    private static final Duration TO_COMMIT_AT_LAST = Duration.ofSeconds(3);
    private static final Duration WITH_REQUESTS_UNDER_WAY = Duration.ofMillis(5);

    private final SenderSettings settings;
    private final Deserializer<WebhookDispatch> reader;
    private final SenderMeters meters;
    private final Sending sending;
    private final Commits commits;
    private final Set<TopicPartition> paused = new HashSet<>();

    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile boolean healthy;
    private volatile int partitions;

    SenderLoop(
            SenderSettings settings,
            Channel channel,
            EndpointSource endpoints,
            SchemaRegistryClient registry,
            SenderMeters meters,
            Clock clock) {
        this.settings = settings;
        this.reader = WireSerdes.of(Topics.WEBHOOK_DISPATCH, registry).deserializer();
        this.meters = meters;
        this.sending = new Sending(
                channel,
                endpoints,
                WireSerdes.of(Topics.WEBHOOK_ATTEMPTS, registry).serializer(),
                settings.lanes(),
                meters,
                clock);
        String name = settings.instance().orElseGet(() -> UUID.randomUUID().toString());
        this.commits = new Commits(
                new OutcomeWriter(settings.connection(), SenderSettings.GROUP + "-" + name),
                settings.commitEvery(),
                sending::released);
    }

    void stop() {
        stopping = true;
        stopped.countDown();
        Consumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
    }

    boolean healthy() {
        return healthy;
    }

    int partitions() {
        return partitions;
    }

    @Override
    public void run() {
        Duration rest = SHORTEST_REST;
        while (!stopping) {
            try {
                readUntilStopped();
            } catch (WakeupException asked) {
                LOG.debug("Woken up to stop");
            } catch (InterruptException asked) {
                stopping = true;
            } catch (RuntimeException | Error failed) {
                if (stopping) {
                    LOG.info("The webhook sender was stopped before it had begun: {}", failed.toString());
                    break;
                }
                rest = failed instanceof FencedInstanceIdException
                        ? WHEN_ANOTHER_HAS_THE_NAME
                        : healthy ? SHORTEST_REST : longer(rest);
                healthy = false;
                meters.restarted();
                tell(failed, rest);
                restUnlessStopped(rest);
            }
        }
        healthy = false;
        commits.close();
    }

    private void readUntilStopped() {
        try (Consumer<byte[], byte[]> reading = DispatchConsumer.open(settings)) {
            consumer = reading;
            reading.subscribe(List.of(Topics.WEBHOOK_DISPATCH.name()), new Rebalances(reading));
            try {
                while (!stopping) {
                    step(reading);
                    healthy = commits.ready();
                }
            } catch (WakeupException stop) {
                LOG.debug("Woken up to stop");
            }
            drain(reading, commits.partitions());
            // A member with a name would be waited for until its session is over, before others got its partitions.
            reading.close(CloseOptions.groupMembershipOperation(LEAVE_GROUP));
        } finally {
            consumer = null;
            sending.forget(all -> true);
            commits.givenUp(commits.partitions());
            paused.clear();
            partitions = 0;
        }
    }

    private void step(Consumer<byte[], byte[]> reading) {
        ConsumerRecords<byte[], byte[]> records = reading.poll(patience());
        for (TopicPartition partition : records.partitions()) {
            take(reading, partition, records.records(partition));
        }
        goOn(reading);
        holdBack(reading);
    }

    /** Commits what has ended, and starts what has its turn. */
    private void goOn(Consumer<byte[], byte[]> reading) {
        collect();
        commits.commitIfDue(reading);
        if (commits.ready()) {
            sending.start(commits::add);
        }
    }

    private Duration patience() {
        Duration next = sending.untilNext();
        if (sending.underWay() > 0) {
            next = shorter(next, WITH_REQUESTS_UNDER_WAY);
        }
        return shorter(next, commits.untilDue());
    }

    private void collect() {
        sending.collect(dispatched -> commits.tracker(dispatched.partition()) == dispatched.tracker(), commits::add);
    }

    /** Stops reading while too much waits already. */
    private void holdBack(Consumer<byte[], byte[]> reading) {
        boolean full = sending.full();
        Set<TopicPartition> wanted = full ? commits.partitions() : commits.crowded();
        sending.hurry(!wanted.isEmpty());
        if (!wanted.equals(paused)) {
            reading.resume(paused.stream()
                    .filter(was -> !wanted.contains(was))
                    .filter(reading.assignment()::contains)
                    .toList());
            reading.pause(wanted);
            paused.clear();
            paused.addAll(wanted);
        }
    }

    private void take(
            Consumer<byte[], byte[]> reading, TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        OffsetTracker tracker = commits.tracker(partition);
        if (tracker == null) {
            return;
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                take(record, partition, tracker);
            } catch (RegistryUnavailableException later) {
                LOG.warn("Reading {} waits for the schema registry: {}", partition, later.getMessage());
                reading.seek(partition, record.offset());
                pause(SHORTEST_REST);
                return;
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, TopicPartition partition, OffsetTracker tracker) {
        @Nullable WebhookDispatch dispatch = null;
        String unreadable = "A dispatch has no value.";
        try {
            dispatch = reader.deserialize(record.topic(), record.value());
        } catch (UnreadableRecordException forGood) {
            unreadable = String.valueOf(forGood.getMessage());
        }
        OffsetTracker.Entry entry = tracker.read(record.offset());
        if (entry == null) {
            return;
        }
        if (dispatch == null) {
            commits.add(new OutcomeRecord(deadLetter(record, unreadable), partition, tracker, entry, null));
        } else {
            sending.take(dispatch, record.serializedValueSize(), partition, tracker, entry, commits::add);
        }
    }

    private ProducerRecord<byte[], byte[]> deadLetter(ConsumerRecord<byte[], byte[]> record, String detail) {
        meters.unreadable();
        LOG.warn("{} at offset {} goes to the dead letters: {}", record.topic(), record.offset(), detail);
        var letter = new ProducerRecord<>(Topics.DEAD_LETTERS.name(), record.key(), record.value());
        DeadLetterHeaders.describe(
                letter.headers(), "unreadable", detail, record.topic(), record.partition(), record.offset());
        return letter;
    }

    /** Waits for the requests of these partitions, commits their outcomes, and gives the partitions up. */
    private void drain(Consumer<byte[], byte[]> reading, Set<TopicPartition> leaving) {
        if (leaving.isEmpty()) {
            return;
        }
        sending.forget(dispatched -> leaving.contains(dispatched.partition()));
        long deadline = System.nanoTime() + settings.drainFor().toNanos();
        while (leaving.stream().anyMatch(this::underWay) && System.nanoTime() - deadline < 0) {
            // Partitions that stay are not held up: what was read of them is sent meanwhile.
            goOn(reading);
            pause(WITH_REQUESTS_UNDER_WAY);
        }
        collect();
        boolean drained = leaving.stream().noneMatch(this::underWay);
        long lastTry = System.nanoTime() + TO_COMMIT_AT_LAST.toNanos();
        boolean committed = commits.commit(reading, drained ? leaving : Set.of());
        while (!committed && System.nanoTime() - lastTry < 0) {
            pause(SHORTEST_REST);
            committed = commits.commit(reading, drained ? leaving : Set.of());
        }
        if (!drained || !committed) {
            LOG.warn("Not all that is known of webhooks under way could be committed; who sends on marks them as"
                    + " possible duplicates");
        }
        commits.givenUp(leaving);
        paused.removeAll(leaving);
        partitions = commits.partitions().size();
    }

    private boolean underWay(TopicPartition partition) {
        OffsetTracker tracker = commits.tracker(partition);
        return tracker != null && tracker.underWay() > 0;
    }

    private void tell(Throwable failed, Duration rest) {
        if (failed instanceof FencedInstanceIdException) {
            LOG.error(
                    "Another sender has taken over the name of this one, {}; this one rests for {} s. If both are"
                            + " wanted, give each a data directory of its own",
                    settings.instance().orElse(""),
                    rest.toSeconds());
        } else {
            LOG.warn("The webhook sender begins anew in {} ms", rest.toMillis(), failed);
        }
    }

    private static Duration longer(Duration rest) {
        Duration twice = rest.multipliedBy(2);
        return twice.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : twice;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void restUnlessStopped(Duration time) {
        try {
            if (stopped.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("Stopped while at rest");
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new InterruptException(asked);
        }
    }

    /** Called within {@code poll}, by this thread. */
    private final class Rebalances implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> reading;

        private Rebalances(Consumer<byte[], byte[]> reading) {
            this.reading = reading;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            if (assigned.isEmpty()) {
                return;
            }
            Set<TopicPartition> fresh = Set.copyOf(assigned);
            Map<TopicPartition, OffsetAndMetadata> committed = reading.committed(fresh);
            Map<TopicPartition, Long> ends = reading.endOffsets(fresh);
            Map<TopicPartition, Long> beginnings = reading.beginningOffsets(fresh);
            for (TopicPartition partition : fresh) {
                OffsetAndMetadata last = committed.get(partition);
                long from = last == null ? Objects.requireNonNull(beginnings.get(partition)) : last.offset();
                SettledOffsets settled = last == null
                        ? SettledOffsets.NOTHING_BEGUN
                        : SettledOffsets.parse(last.offset(), last.metadata());
                commits.assigned(
                        partition, new OffsetTracker(from, settled, Objects.requireNonNull(ends.get(partition))));
            }
            partitions = commits.partitions().size();
            LOG.debug("Sending the webhooks of {} partitions", partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            Set<TopicPartition> leaving = new HashSet<>(revoked);
            leaving.retainAll(commits.partitions());
            if (!leaving.isEmpty()) {
                drain(reading, leaving);
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            LOG.warn("{} partitions were taken away; what is under way there is sent again by another", lost.size());
            Set<TopicPartition> gone = Set.copyOf(lost);
            sending.forget(dispatched -> gone.contains(dispatched.partition()));
            commits.givenUp(gone);
            paused.removeAll(gone);
            partitions = commits.partitions().size();
        }
    }
}
