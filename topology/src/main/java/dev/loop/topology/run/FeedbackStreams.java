package dev.loop.topology.run;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.FeedbackTopology;
import dev.loop.topology.TopologyParts;
import dev.loop.topology.account.AccountDirectory;
import dev.loop.topology.cause.Cause;
import dev.loop.topology.cause.Causes;
import dev.loop.topology.deadletter.RefusalCounts;
import dev.loop.topology.store.FeedbackView;
import dev.loop.topology.store.OpenFeedbackStores;
import dev.loop.topology.store.SharedMemory;
import dev.loop.topology.store.StoreMemory;
import dev.loop.topology.store.StoreNames;
import dev.loop.topology.webhook.DeliveryBacklog;
import dev.loop.topology.webhook.DeliveryView;
import dev.loop.topology.webhook.WebhookSettings;
import dev.loop.topology.webhook.delivery.StoredDeliveries;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running topology. A failed thread is replaced and reads on from the last commit: a broker, a registry or a disk
 * that did not answer ended it, and never a record, since records that cannot be applied become dead letters.
 */
public final class FeedbackStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FeedbackStreams.class);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);
    private static final Duration BEFORE_REPLACING = Duration.ofSeconds(1);
    private static final long ROUTES_FRESH_NANOS = Duration.ofMillis(20).toNanos();

    private final KafkaStreams streams;
    private final TopologyParts parts;
    private final Serde<Account> accounts;
    private final Placements placements;
    private final DeliveryCopies deliveryCopies;
    private final Optional<StandbyWatch> watch;
    private final Opening opening;
    private final Restores restores;
    private final Supplier<List<Cause>> causes;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FeedbackStreams(
            KafkaStreams streams,
            TopologyParts parts,
            Placements placements,
            DeliveryCopies deliveryCopies,
            Optional<StandbyWatch> watch,
            Opening opening,
            Restores restores,
            Supplier<List<Cause>> causes) {
        this.streams = streams;
        this.parts = parts;
        this.accounts = WireSerdes.of(Topics.ACCOUNTS, parts.registry());
        this.placements = placements;
        this.deliveryCopies = deliveryCopies;
        this.watch = watch;
        this.opening = opening;
        this.restores = restores;
        this.causes = causes;
    }

    /** Starts with the usual settings of webhooks. */
    public static FeedbackStreams start(StreamsSettings settings, SchemaRegistryClient registry, int partitions) {
        return start(settings, registry, partitions, WebhookSettings.defaults(), Masking.usual());
    }

    /** Starts and returns at once; {@link Placements#activePartitions} says which stores are there. */
    public static FeedbackStreams start(
            StreamsSettings settings,
            SchemaRegistryClient registry,
            int partitions,
            WebhookSettings webhooks,
            Masking masking) {
        TopologyParts parts = TopologyParts.of(registry, StoreMemory.withDefaults(), partitions, webhooks, masking);
        Properties config = settings.properties();
        config.putIfAbsent(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedMemory.class);
        config.put(SharedMemory.MEMORY, parts.memory());
        DeliveryCopies deliveryCopies = new DeliveryCopies();
        FeedbackTopology topology = new FeedbackTopology(parts);
        Causes causes = new Causes();
        KafkaStreams streams = new KafkaStreams(
                topology.build(config),
                config,
                new CarefulClients(topology.clients(), settings.application(), registry, parts.stores(), causes));
        Restores restores = new Restores();
        streams.setGlobalStateRestoreListener(restores);
        // Kafka Streams locks the directory as it is made.
        removeUnfitStores(settings, streams, restores);
        ThreadFailures failures = new ThreadFailures();
        streams.setUncaughtExceptionHandler(failure -> {
            LOG.error(
                    "A stream thread ended and is replaced: {}", rootOf(failure).toString(), failure);
            failures.add(failure);
            pause();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        Opening opening = Opening.of(streams);
        Optional<StandbyWatch> watch = settings.advertised()
                .map(address -> StandbyWatch.start(
                        streams,
                        settings.application(),
                        Admin.create(new StreamsConfig(config).getAdminConfigs("standby-watch")),
                        parts.stores(),
                        deliveryCopies));
        return new FeedbackStreams(
                streams,
                parts,
                new Placements(streams, parts, settings.advertised()),
                deliveryCopies,
                watch,
                opening,
                restores,
                () -> causes(causes, failures, parts.stores(), settings.stateDirectory()));
    }

    private static void removeUnfitStores(StreamsSettings settings, KafkaStreams streams, Restores restores) {
        try {
            if (StateFiles.removeUnfit(settings.stateDirectory().resolve(settings.application()))) {
                restores.afterUncleanStop();
            }
        } catch (RuntimeException failed) {
            streams.close(Duration.ZERO);
            throw failed;
        }
    }

    private static List<Cause> causes(Causes raised, ThreadFailures failures, OpenFeedbackStores stores, Path state) {
        List<Cause> all = new ArrayList<>(raised.all());
        stores.damages()
                .forEach((partition, how) -> all.add(new Cause(
                        "store",
                        OptionalInt.of(partition),
                        "The store of partition " + partition + " is damaged: " + how.replace(state + "/", "stores/"),
                        "It is thrown away and restored from Kafka; the other partitions answer.")));
        all.addAll(failures.causes());
        return all;
    }

    /** Returns the present faults of the stores and of the topics behind them. */
    public List<Cause> causes() {
        return causes.get();
    }

    /** Returns which stores are being restored now, how far they are, and why; empty if none is. */
    public Optional<String> restoring() {
        return restores.words();
    }

    public KafkaStreams kafkaStreams() {
        return streams;
    }

    /** Returns which instances have which partitions. */
    public Placements placements() {
        return placements;
    }

    /** Returns the counts of commands that became dead letters. */
    public RefusalCounts refusals() {
        return parts.refusals();
    }

    /** Returns the counts of waiting webhook deliveries. */
    public DeliveryBacklog backlog() {
        return parts.backlog();
    }

    /** Returns the bytes that the stores hold outside the heap now. */
    public long storeMemoryBytes() {
        return parts.memory().bytesOutsideHeap();
    }

    /** Returns the number of partitions of {@code feedback-commands}, and so of the store. */
    public int partitions() {
        return parts.partitions();
    }

    /**
     * Returns the copy of a partition that is here, for reading: the one that is written, or a standby.
     *
     * @throws InvalidStateStoreException while no whole copy is here
     */
    public FeedbackView feedback(int partition) {
        FeedbackView view = parts.stores().get(partition);
        if (!view.whole()) {
            throw new InvalidStateStoreException("Partition " + partition + " is being restored");
        }
        return view;
    }

    /** Returns the partition that holds everything of an item or of an endpoint. */
    public int partitionOf(String id) {
        return Utils.toPositive(Utils.murmur2(id.getBytes(StandardCharsets.UTF_8))) % parts.partitions();
    }

    /**
     * Returns the deliveries to the endpoints of a partition: the copy that is written here, or a standby. The view
     * holds the present stores: get one for each question.
     *
     * @throws InvalidStateStoreException while no whole copy is here
     */
    public DeliveryView deliveries(int partition) {
        if (!parts.backlog().keeps(partition) && !deliveryCopies.whole(partition)) {
            throw new InvalidStateStoreException("Deliveries of partition " + partition + " are not here");
        }
        return new StoredDeliveries(
                store(StoreNames.webhooks(StoreNames.WEBHOOK_DELIVERIES, partition)),
                store(StoreNames.webhooks(StoreNames.WEBHOOK_ENDPOINT_STATES, partition)),
                parts.endpoints(),
                parts.webhooks());
    }

    /** Returns the number of partitions of feedback with a readable copy here, written or standby. */
    public int copiesOfFeedback() {
        return (int) parts.stores().all().values().stream()
                .filter(FeedbackView::whole)
                .count();
    }

    /** Returns the number of partitions of the ledger of deliveries with a readable copy here. */
    public int copiesOfDeliveries() {
        TreeSet<Integer> copies = parts.backlog().kept();
        copies.addAll(deliveryCopies.whole());
        return copies.size();
    }

    /** Returns the endpoints that the topology knows now; a written endpoint may follow a moment later. */
    public EndpointDirectory endpoints() {
        return parts.endpoints();
    }

    public Optional<Account> account(String project, String id) {
        return AccountDirectory.find(accountStore(), accounts, project, id);
    }

    /** Returns the accounts after an id, in the order of the UTF-8 of their ids; the first ones if the id is empty. */
    public List<Account> accounts(String project, String after, int limit) {
        return AccountDirectory.list(accountStore(), accounts, project, after, limit);
    }

    /** Returns the plan that an item of this user gets now if it names none. */
    public Optional<String> planOf(String project, String user) {
        return AccountDirectory.planOf(accountStore(), project, user);
    }

    private ReadOnlyKeyValueStore<Bytes, byte[]> accountStore() {
        return store(StoreQueryParameters.fromNameAndType(StoreNames.ACCOUNTS, QueryableStoreTypes.keyValueStore()));
    }

    /** Returns a store. Not started, rebalancing and closed all mean the same to a reader: not now. */
    private <T> T store(StoreQueryParameters<T> parameters) {
        try {
            return streams.store(parameters);
        } catch (InvalidStateStoreException e) {
            throw e;
        } catch (IllegalStateException e) {
            throw new InvalidStateStoreException("The topology is not running: " + e.getMessage(), e);
        }
    }

    public KafkaStreams.State state() {
        return streams.state();
    }

    /** Returns why the stores could not be opened at all. */
    public Optional<RuntimeException> failure() {
        return opening.failure();
    }

    /** Leaves the work to the other instances and closes the stores. Only the first call does something. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        watch.ifPresent(StandbyWatch::close);
        opening.await(LONGEST_CLOSE);
        // A member with a lasting name stays in the group by default, and nobody would take over until it timed out.
        if (!streams.close(CloseOptions.timeout(LONGEST_CLOSE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP))) {
            LOG.warn("The topology did not close within {}; its stores are restored at the next start", LONGEST_CLOSE);
            return;
        }
        parts.memory().close();
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** Waits before a thread is replaced, so that a lasting fault does not make threads as fast as they die. */
    private static void pause() {
        try {
            Thread.sleep(BEFORE_REPLACING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
