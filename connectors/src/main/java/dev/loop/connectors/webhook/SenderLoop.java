package dev.loop.connectors.webhook;

import dev.loop.connectors.webhook.http.Attempts;
import dev.loop.connectors.webhook.http.Target;
import dev.loop.connectors.webhook.http.WebhookClient;
import dev.loop.connectors.webhook.lane.HandedBack;
import dev.loop.connectors.webhook.lane.Lanes;
import dev.loop.connectors.webhook.lane.Limits;
import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.wire.RegistryUnavailableException;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.UnreadableRecordException;
import dev.loop.schemas.wire.WireSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sender's one thread: everything but HTTP happens here. Whatever fails, it begins anew, with what is committed.
 */
final class SenderLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SenderLoop.class);

    private static final int MOST_POLLED = 1_000;
    private static final int MOST_PER_COMMIT = 2_000;
    private static final Duration SHORTEST_REST = Duration.ofMillis(100);
    private static final Duration LONGEST_REST = Duration.ofSeconds(5);
    private static final Duration WITH_REQUESTS_UNDER_WAY = Duration.ofMillis(5);

    private final SenderSettings settings;
    private final WebhookClient client;
    private final EndpointSource endpoints;
    private final Deserializer<WebhookDispatch> reader;
    private final Serializer<WebhookAttempt> writer;
    private final SenderMeters meters;
    private final Clock clock;
    private final OutcomeWriter log;
    private final Queue<Outcome.Answer> answers = new ConcurrentLinkedQueue<>();
    private final Map<String, Target> targets = new HashMap<>();
    private final Map<TopicPartition, Progress> owned = new HashMap<>();
    /** Of which the log does not say yet that requests may be under way. */
    private final Set<TopicPartition> unmarked = new HashSet<>();

    private final Lanes<Dispatched> lanes;
    private List<Outcome> outcomes = new ArrayList<>();
    private long oldestOutcome;

    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile boolean stopping;
    private volatile boolean healthy;
    private volatile int partitions;

    SenderLoop(
            SenderSettings settings,
            WebhookClient client,
            EndpointSource endpoints,
            SchemaRegistryClient registry,
            SenderMeters meters,
            Clock clock) {
        this.settings = settings;
        this.client = client;
        this.endpoints = endpoints;
        this.reader = WireSerdes.of(Topics.WEBHOOK_DISPATCH, registry).deserializer();
        this.writer = WireSerdes.of(Topics.WEBHOOK_ATTEMPTS, registry).serializer();
        this.meters = meters;
        this.clock = clock;
        this.lanes = new Lanes<>(settings.lanes(), System::nanoTime);
        this.log = new OutcomeWriter(
                settings.connection(),
                SenderSettings.GROUP + "-"
                        + settings.instance().orElseGet(() -> UUID.randomUUID().toString()));
    }

    void stop() {
        stopping = true;
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
                work();
            } catch (WakeupException | InterruptException asked) {
                if (asked instanceof InterruptException) {
                    stopping = true;
                }
            } catch (RuntimeException | Error failed) {
                rest = healthy ? SHORTEST_REST : rest;
                healthy = false;
                meters.restarted();
                LOG.warn("The sender begins anew in {}: {}", rest, failed.toString(), failed);
                rest(rest);
                rest = rest.multipliedBy(2).compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest.multipliedBy(2);
            }
        }
        healthy = false;
        log.close();
    }

    /** Until it is stopped, or something fails. */
    private void work() {
        try (Consumer<byte[], byte[]> reading = openConsumer()) {
            consumer = reading;
            log.open();
            reading.subscribe(List.of(Topics.WEBHOOK_DISPATCH.name()), new Rebalances(reading));
            try {
                while (!stopping) {
                    step(reading);
                    healthy = true;
                }
            } catch (WakeupException stop) {
                // To drain.
            }
            drain(reading, Set.copyOf(owned.keySet()));
        } finally {
            consumer = null;
            owned.clear();
            unmarked.clear();
            lanes.discard(all -> true);
            drop(outcome -> true);
            partitions = 0;
        }
    }

    private void step(Consumer<byte[], byte[]> reading) {
        ConsumerRecords<byte[], byte[]> records = reading.poll(patience());
        for (TopicPartition partition : records.partitions()) {
            take(reading, partition, records.records(partition));
        }
        collect();
        if (!unmarked.isEmpty() || commitIsDue()) {
            commit(reading, Set.of());
        }
        startRequests();
        collectHandedBack();
        meters.waiting(lanes.inFlight(), lanes.queued(), lanes.queuedBytes());
    }

    private Duration patience() {
        if (!outcomes.isEmpty()) {
            long left = oldestOutcome + settings.commitEvery().toNanos() - System.nanoTime();
            return Duration.ofNanos(Math.max(0, left));
        }
        Duration next = lanes.untilNext();
        return lanes.inFlight() > 0 && next.compareTo(WITH_REQUESTS_UNDER_WAY) > 0 ? WITH_REQUESTS_UNDER_WAY : next;
    }

    private void take(
            Consumer<byte[], byte[]> reading, TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        Progress progress = owned.get(partition);
        if (progress == null) {
            return;
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Optional<WebhookDispatch> dispatch;
            try {
                dispatch = Optional.ofNullable(reader.deserialize(record.topic(), record.value()));
            } catch (RegistryUnavailableException later) {
                LOG.warn("Reading {} waits for the schema registry: {}", partition, later.getMessage());
                reading.seek(partition, record.offset());
                rest(SHORTEST_REST);
                return;
            } catch (UnreadableRecordException unreadable) {
                Progress.Entry entry = progress.read(record.offset());
                if (entry != null) {
                    refuse(record, partition, progress, entry, "unreadable", String.valueOf(unreadable.getMessage()));
                }
                continue;
            }
            Progress.Entry entry = progress.read(record.offset());
            if (entry == null) {
                continue;
            }
            if (dispatch.isEmpty()) {
                refuse(record, partition, progress, entry, "empty", "A dispatch has no value.");
            } else {
                queue(dispatch.get(), partition, progress, entry, record.serializedValueSize());
            }
        }
    }

    private void queue(
            WebhookDispatch dispatch, TopicPartition partition, Progress progress, Progress.Entry entry, int bytes) {
        Optional<WebhookEndpoint> endpoint = endpoints.find(dispatch.getProject(), dispatch.getEndpointId());
        boolean possibleDuplicate = progress.possibleDuplicate(entry.offset);
        if (endpoint.isEmpty() || !endpoint.get().getEnabled()) {
            HandedBack.Reason why =
                    endpoint.isEmpty() ? HandedBack.Reason.UNKNOWN_ENDPOINT : HandedBack.Reason.DISABLED;
            defer(dispatch, partition, progress, entry, why, null);
            return;
        }
        Target target = target(endpoint.get());
        lanes.offer(
                dispatch.getEndpointId(),
                limits(endpoint.get()),
                new Dispatched(dispatch, target, partition, progress, entry, possibleDuplicate),
                bytes);
    }

    private Target target(WebhookEndpoint endpoint) {
        Target known = targets.get(endpoint.getId());
        if (known == null || known.endpoint() != endpoint) {
            known = Target.of(endpoint);
            targets.put(endpoint.getId(), known);
        }
        return known;
    }

    private static Limits limits(WebhookEndpoint endpoint) {
        return new Limits(
                Math.max(1, endpoint.getConcurrency()),
                endpoint.getRateLimit().filter(limit -> limit > 0).orElse(null));
    }

    private void startRequests() {
        if (!unmarked.isEmpty()) {
            return;
        }
        for (Optional<Dispatched> next = lanes.next(); next.isPresent(); next = lanes.next()) {
            Dispatched dispatched = next.get();
            dispatched.progress().sent();
            client.send(
                    dispatched.target(),
                    dispatched.dispatch(),
                    dispatched.possibleDuplicate(),
                    attempt -> answers.add(new Outcome.Answer(dispatched, attempt)));
        }
    }

    private void collect() {
        for (Outcome.Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            Dispatched dispatched = answer.dispatched();
            WebhookAttempt attempt = answer.attempt();
            dispatched.progress().answered();
            if (owned.get(dispatched.partition()) != dispatched.progress()) {
                lanes.released(dispatched.endpoint());
                continue;
            }
            meters.sent(attempt, dispatched.dispatch().getDueAt().toEpochMilli());
            judge(dispatched.endpoint(), attempt);
            add(
                    attemptRecord(attempt),
                    dispatched.partition(),
                    dispatched.progress(),
                    dispatched.entry(),
                    dispatched.endpoint());
        }
        collectHandedBack();
    }

    private void judge(String endpoint, WebhookAttempt attempt) {
        if (attempt.getOutcome() == AttemptOutcome.SUCCEEDED) {
            lanes.succeeded(endpoint);
        } else if (attempt.getStatus().filter(status -> status == 429).isPresent()) {
            lanes.askedToWait(
                    endpoint,
                    attempt.getRetryAfterMillis()
                            .map(Duration::ofMillis)
                            .orElse(settings.lanes().openFor()));
        } else {
            lanes.failed(endpoint);
        }
    }

    private void collectHandedBack() {
        for (HandedBack<Dispatched> back : lanes.handedBack()) {
            Dispatched dispatched = back.item();
            defer(
                    dispatched.dispatch(),
                    dispatched.partition(),
                    dispatched.progress(),
                    dispatched.entry(),
                    back.reason(),
                    back.expected().orElse(null));
        }
    }

    private void defer(
            WebhookDispatch dispatch,
            TopicPartition partition,
            Progress progress,
            Progress.Entry entry,
            HandedBack.Reason why,
            @Nullable Duration wait) {
        meters.deferred(why);
        WebhookAttempt attempt = Attempts.deferred(dispatch, why.sentence(), wait, clock.instant());
        add(attemptRecord(attempt), partition, progress, entry, null);
    }

    private ProducerRecord<byte[], byte[]> attemptRecord(WebhookAttempt attempt) {
        String topic = Topics.WEBHOOK_ATTEMPTS.name();
        return new ProducerRecord<>(
                topic, attempt.getEndpointId().getBytes(StandardCharsets.UTF_8), writer.serialize(topic, attempt));
    }

    private void refuse(
            ConsumerRecord<byte[], byte[]> record,
            TopicPartition partition,
            Progress progress,
            Progress.Entry entry,
            String reason,
            String detail) {
        meters.unreadable();
        LOG.warn("{} at offset {} goes to the dead letters: {}", partition, record.offset(), detail);
        var letter = new ProducerRecord<>(Topics.DEAD_LETTERS.name(), record.key(), record.value());
        DeadLetterHeaders.describe(
                letter.headers(), reason, detail, partition.topic(), partition.partition(), record.offset());
        add(letter, partition, progress, entry, null);
    }

    private void add(
            ProducerRecord<byte[], byte[]> record,
            TopicPartition partition,
            Progress progress,
            Progress.Entry entry,
            @Nullable String slot) {
        if (outcomes.isEmpty()) {
            oldestOutcome = System.nanoTime();
        }
        outcomes.add(new Outcome(record, partition, progress, entry, slot));
    }

    private boolean commitIsDue() {
        return outcomes.size() >= MOST_PER_COMMIT
                || !outcomes.isEmpty()
                        && System.nanoTime() - oldestOutcome
                                >= settings.commitEvery().toNanos();
    }

    /** @param drained of which no request is under way any more */
    private void commit(Consumer<byte[], byte[]> reading, Set<TopicPartition> drained) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (Outcome outcome : outcomes) {
            outcome.progress().settle(outcome.entry());
        }
        for (Outcome outcome : outcomes) {
            offsets.computeIfAbsent(
                    outcome.partition(), partition -> outcome.progress().committable(drained.contains(partition)));
        }
        for (TopicPartition partition : unmarked) {
            Progress progress = owned.get(partition);
            if (progress != null) {
                offsets.computeIfAbsent(partition, also -> progress.committable(drained.contains(also)));
            }
        }
        for (TopicPartition partition : drained) {
            Progress progress = owned.get(partition);
            if (progress != null) {
                offsets.computeIfAbsent(partition, also -> progress.committable(true));
            }
        }
        if (!offsets.isEmpty()) {
            log.write(outcomes, offsets, reading.groupMetadata());
        }
        unmarked.clear();
        List<Outcome> committed = outcomes;
        outcomes = new ArrayList<>();
        committed.forEach(this::release);
    }

    /** Waits for the requests of these partitions, commits what became of them, and gives the partitions up. */
    private void drain(Consumer<byte[], byte[]> reading, Set<TopicPartition> leaving) {
        lanes.discard(dispatched -> leaving.contains(dispatched.partition()));
        long deadline = System.nanoTime() + settings.drainFor().toNanos();
        // Requests of other partitions go on meanwhile; waiting for them too would be longer, and is not needed.
        while (underWay(leaving) && System.nanoTime() - deadline < 0) {
            rest(WITH_REQUESTS_UNDER_WAY);
            collect();
            if (commitIsDue()) {
                commit(reading, Set.of());
            }
        }
        collect();
        commit(reading, underWay(leaving) ? Set.of() : leaving);
        leaving.forEach(owned::remove);
        partitions = owned.size();
    }

    private void drop(Predicate<Outcome> which) {
        for (Iterator<Outcome> each = outcomes.iterator(); each.hasNext(); ) {
            Outcome outcome = each.next();
            if (which.test(outcome)) {
                each.remove();
                release(outcome);
            }
        }
    }

    private void release(Outcome outcome) {
        if (outcome.slot() != null) {
            lanes.released(outcome.slot());
        }
    }

    private boolean underWay(Set<TopicPartition> of) {
        return requestsUnderWay(of) > 0;
    }

    private int requestsUnderWay(Set<TopicPartition> of) {
        int under = 0;
        for (TopicPartition partition : of) {
            Progress progress = owned.get(partition);
            under += progress == null ? 0 : progress.underWay();
        }
        return under;
    }

    private Consumer<byte[], byte[]> openConsumer() {
        Map<String, Object> config = new HashMap<>(settings.connection());
        config.put(ConsumerConfig.GROUP_ID_CONFIG, SenderSettings.GROUP);
        settings.instance().ifPresent(name -> config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, name));
        config.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class.getName()));
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_POLLED);
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static void rest(Duration time) {
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
                long from = last == null ? beginnings.get(partition) : last.offset();
                SettledOffsets settled = last == null
                        ? SettledOffsets.NOTHING_BEGUN
                        : SettledOffsets.parse(last.offset(), last.metadata());
                owned.put(partition, new Progress(from, settled, ends.get(partition)));
                unmarked.add(partition);
            }
            partitions = owned.size();
            LOG.info("Sending the webhooks of {} partitions", owned.size());
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            Set<TopicPartition> leaving = new HashSet<>(revoked);
            leaving.retainAll(owned.keySet());
            if (!leaving.isEmpty()) {
                drain(reading, leaving);
                unmarked.removeAll(leaving);
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            LOG.warn("{} partitions were taken away; what is under way there is sent again by another", lost.size());
            Set<TopicPartition> gone = new HashSet<>(lost);
            lanes.discard(dispatched -> gone.contains(dispatched.partition()));
            drop(outcome -> gone.contains(outcome.partition()));
            gone.forEach(owned::remove);
            unmarked.removeAll(gone);
            partitions = owned.size();
        }
    }
}
