package dev.loop.topology;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.account.AccountDirectory;
import dev.loop.topology.ledger.FeedbackLedger;
import dev.loop.topology.ledger.Refusals;
import dev.loop.topology.store.FeedbackStoreBuilder;
import dev.loop.topology.store.StoreMemory;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;

/**
 * The whole topology, in the order of the flow. Every node, store and topic is named; {@code describe()} is checked in,
 * and a change to it is a migration of running state.
 */
public final class FeedbackTopology {

    private static final String COMMANDS = "feedback-commands-source";
    private static final String LEDGER = "feedback-ledger";
    private static final String ITEMS = "feedback-sink";
    private static final String CHANGES = "feedback-events-sink";
    private static final String DEAD_LETTERS = "dead-letters-sink";

    private final SchemaRegistryClient registry;
    private final StoreMemory memory;
    private final int partitions;
    private final int mostSeries;
    private final Refusals refusals;

    /**
     * How many combinations of project, tag, plan and source one partition takes unless told otherwise: as many as have
     * room in memory at once, for the four buckets that an item is counted in.
     */
    public static final int MOST_SERIES = 50_000;

    /** @param partitions how many {@code feedback-commands} has */
    public FeedbackTopology(SchemaRegistryClient registry, StoreMemory memory, int partitions, int mostSeries) {
        this(registry, memory, partitions, mostSeries, new Refusals());
    }

    /** @param refusals counts what goes to the dead letters */
    public FeedbackTopology(
            SchemaRegistryClient registry, StoreMemory memory, int partitions, int mostSeries, Refusals refusals) {
        this.refusals = refusals;
        this.registry = registry;
        this.memory = memory;
        this.partitions = partitions;
        this.mostSeries = mostSeries;
    }

    public Topology build(Properties config) {
        StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(config)));
        addControlTables(builder);
        Topology topology = builder.build(config);
        addFeedback(topology);
        return topology;
    }

    /** Small tables that every instance holds whole. */
    private void addControlTables(StreamsBuilder builder) {
        Serde<Account> accounts = WireSerdes.of(Topics.ACCOUNTS, registry);
        builder.addGlobalStore(
                org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                                org.apache.kafka.streams.state.Stores.persistentKeyValueStore(Stores.ACCOUNTS),
                                Serdes.Bytes(),
                                Serdes.ByteArray())
                        .withLoggingDisabled(),
                Topics.ACCOUNTS.name(),
                Consumed.with(Serdes.String(), accounts).withName("accounts"),
                () -> new AccountDirectory(Stores.ACCOUNTS, accounts));
        builder.globalTable(
                Topics.PROJECTS.name(),
                Consumed.with(Serdes.String(), WireSerdes.of(Topics.PROJECTS, registry))
                        .withName("projects"),
                Materialized.as(Stores.PROJECTS));
    }

    /** Commands in; items, changes and dead letters out. One task for each partition, and no repartitioning. */
    private void addFeedback(Topology topology) {
        topology.addSource(
                        COMMANDS,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.FEEDBACK_COMMANDS.name())
                .addProcessor(
                        LEDGER,
                        () -> new FeedbackLedger(
                                registry,
                                new FeedbackLedger.Outputs(ITEMS, CHANGES, DEAD_LETTERS),
                                partitions,
                                mostSeries,
                                refusals),
                        COMMANDS)
                .addStateStore(
                        new FeedbackStoreBuilder(Stores.FEEDBACK, memory, partitions).withLoggingEnabled(CHANGELOG),
                        LEDGER)
                .addSink(ITEMS, Topics.FEEDBACK.name(), new ByteArraySerializer(), new ByteArraySerializer(), LEDGER)
                .addSink(
                        CHANGES,
                        Topics.FEEDBACK_EVENTS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        LEDGER)
                .addSink(
                        DEAD_LETTERS,
                        Topics.DEAD_LETTERS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        LEDGER);
    }

    /** Compacted and never deleted by time. */
    private static final Map<String, String> CHANGELOG = Map.of(
            "cleanup.policy", "compact",
            "retention.ms", "-1",
            "min.cleanable.dirty.ratio", "0.3",
            "segment.bytes", Integer.toString(64 << 20));
}
