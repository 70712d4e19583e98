package dev.loop.topology;

import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.account.AccountDirectory;
import dev.loop.topology.ledger.Refusals;
import dev.loop.topology.store.FeedbackView;
import dev.loop.topology.store.SharedMemory;
import dev.loop.topology.store.StoreMemory;
import dev.loop.topology.webhook.DeliveryBacklog;
import dev.loop.topology.webhook.DeliveryView;
import dev.loop.topology.webhook.WebhookSettings;
import dev.loop.topology.webhook.delivery.StoredDeliveries;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
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
 * The topology, running. A thread that fails is replaced and reads on from the last commit: what ended it was a broker, a
 * registry or a disk that did not answer, not a record, since records that cannot be applied are dead letters.
 */
public final class FeedbackStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FeedbackStreams.class);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);
    private static final Duration BEFORE_REPLACING = Duration.ofSeconds(1);

    private final KafkaStreams streams;
    private final StoreMemory memory;
    private final Serde<Account> accounts;
    private final int partitions;
    private final Refusals refusals;
    private final WebhookSettings webhooks;
    private final EndpointDirectory endpoints;
    private final DeliveryBacklog backlog;

    private FeedbackStreams(
            KafkaStreams streams,
            StoreMemory memory,
            Serde<Account> accounts,
            int partitions,
            Refusals refusals,
            WebhookSettings webhooks,
            EndpointDirectory endpoints,
            DeliveryBacklog backlog) {
        this.streams = streams;
        this.memory = memory;
        this.accounts = accounts;
        this.partitions = partitions;
        this.refusals = refusals;
        this.webhooks = webhooks;
        this.endpoints = endpoints;
        this.backlog = backlog;
    }

    /** Starts with the usual settings of webhooks. */
    public static FeedbackStreams start(StreamsSettings settings, SchemaRegistryClient registry, int partitions) {
        return start(settings, registry, partitions, WebhookSettings.defaults());
    }

    /** Starts and returns at once; {@link #activePartitions} says when the stores are there. */
    public static FeedbackStreams start(
            StreamsSettings settings, SchemaRegistryClient registry, int partitions, WebhookSettings webhooks) {
        StoreMemory memory = StoreMemory.withDefaults();
        Properties config = settings.properties();
        config.putIfAbsent(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedMemory.class);
        config.put(SharedMemory.MEMORY, memory);
        Refusals refusals = new Refusals();
        EndpointDirectory endpoints = new EndpointDirectory();
        DeliveryBacklog backlog = new DeliveryBacklog();
        FeedbackTopology topology = new FeedbackTopology(
                registry, memory, partitions, FeedbackTopology.MOST_SERIES, refusals, webhooks, endpoints, backlog);
        KafkaStreams streams = new KafkaStreams(topology.build(config), config, topology.clients());
        streams.setUncaughtExceptionHandler(failure -> {
            LOG.error(
                    "A stream thread ended and is replaced: {}", rootOf(failure).toString(), failure);
            pause();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        streams.start();
        return new FeedbackStreams(
                streams,
                memory,
                WireSerdes.of(Topics.ACCOUNTS, registry),
                partitions,
                refusals,
                webhooks,
                endpoints,
                backlog);
    }

    public KafkaStreams kafkaStreams() {
        return streams;
    }

    /** What went to the dead letters. */
    public Refusals refusals() {
        return refusals;
    }

    /** What webhooks wait for. */
    public DeliveryBacklog backlog() {
        return backlog;
    }

    /** What the stores hold outside the heap now. */
    public long storeMemoryBytes() {
        return memory.bytesOutsideHeap();
    }

    /** Of {@code feedback-commands}, and so of the store. */
    public int partitions() {
        return partitions;
    }

    /**
     * One partition, for reading.
     *
     * @throws InvalidStateStoreException while it is not here, or not yet
     */
    public FeedbackView feedback(int partition) {
        return store(Stores.feedback(partition));
    }

    /**
     * The deliveries to an endpoint, and to all others of its partition. Holds the stores as they are now: get one for
     * each question.
     *
     * @throws InvalidStateStoreException while they are not here, or not yet
     */
    public DeliveryView deliveries(String endpointId) {
        int partition = Utils.toPositive(Utils.murmur2(endpointId.getBytes(StandardCharsets.UTF_8))) % partitions;
        return new StoredDeliveries(
                store(Stores.webhooks(Stores.WEBHOOK_DELIVERIES, partition)),
                store(Stores.webhooks(Stores.WEBHOOK_ENDPOINT_STATES, partition)),
                endpoints,
                webhooks);
    }

    /** The endpoints as the topology knows them now, which may be a moment after they were written. */
    public EndpointDirectory endpoints() {
        return endpoints;
    }

    public Optional<Account> account(String project, String id) {
        ReadOnlyKeyValueStore<Bytes, byte[]> store =
                store(StoreQueryParameters.fromNameAndType(Stores.ACCOUNTS, QueryableStoreTypes.keyValueStore()));
        return AccountDirectory.find(store, accounts, project, id);
    }

    /** Not started, rebalancing and gone all mean the same to who asks: not now. */
    private <T> T store(StoreQueryParameters<T> parameters) {
        try {
            return streams.store(parameters);
        } catch (InvalidStateStoreException e) {
            throw e;
        } catch (IllegalStateException e) {
            throw new InvalidStateStoreException("The topology is not running: " + e.getMessage(), e);
        }
    }

    /** The partitions that this instance writes and whose stores are restored. RUNNING alone does not say so. */
    public TreeSet<Integer> activePartitions() {
        return active(Topics.FEEDBACK_COMMANDS, this::feedback);
    }

    /** The same of the ledger of deliveries, whose partitions may be on other instances than those of feedback. */
    public TreeSet<Integer> activeDeliveryPartitions() {
        return active(
                Topics.WEBHOOK_COMMANDS, partition -> store(Stores.webhooks(Stores.WEBHOOK_DELIVERIES, partition)));
    }

    /** @param store throws {@link InvalidStateStoreException} while it cannot be read */
    private TreeSet<Integer> active(Topic<?> topic, IntFunction<?> store) {
        TreeSet<Integer> active = new TreeSet<>();
        for (var thread : streams.metadataForLocalThreads()) {
            for (var task : thread.activeTasks()) {
                task.topicPartitions().stream()
                        .filter(p -> p.topic().equals(topic.name()))
                        .map(TopicPartition::partition)
                        .filter(partition -> readable(store, partition))
                        .forEach(active::add);
            }
        }
        return active;
    }

    private static boolean readable(IntFunction<?> store, int partition) {
        try {
            store.apply(partition);
            return true;
        } catch (InvalidStateStoreException notYet) {
            return false;
        }
    }

    public KafkaStreams.State state() {
        return streams.state();
    }

    @Override
    public void close() {
        // A member with a lasting name stays in the group by default, and nobody would take over until it timed out.
        if (!streams.close(CloseOptions.timeout(LONGEST_CLOSE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP))) {
            LOG.warn("The topology did not close within {}; its stores are restored at the next start", LONGEST_CLOSE);
            return;
        }
        memory.close();
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** So that a fault that lasts does not make threads as fast as they die. */
    private static void pause() {
        try {
            Thread.sleep(BEFORE_REPLACING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
