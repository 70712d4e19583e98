package dev.loop.topology;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.account.AccountDirectory;
import dev.loop.topology.agreement.AgreementLedger;
import dev.loop.topology.commit.EarlyCommits;
import dev.loop.topology.ledger.FeedbackLedger;
import dev.loop.topology.ledger.VectorKeys;
import dev.loop.topology.store.FeedbackStoreBuilder;
import dev.loop.topology.store.StoreNames;
import dev.loop.topology.tag.TagRuleDirectory;
import dev.loop.topology.tag.TagRuleTable;
import dev.loop.topology.theme.ThemeLedger;
import dev.loop.topology.webhook.delivery.DeliveryLedger;
import dev.loop.topology.webhook.endpoint.EndpointTable;
import dev.loop.topology.webhook.fanout.TrendFanout;
import dev.loop.topology.webhook.fanout.WebhookFanout;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The whole topology, in the order of the flow. Every node, store and topic is named; {@code describe()} is checked in,
 * and a change to it is a migration of running state.
 */
public final class FeedbackTopology {

    private static final String COMMANDS = "feedback-commands-source";
    private static final String LEDGER = "feedback-ledger";
    private static final String ITEMS = "feedback-sink";
    private static final String CHANGES = "feedback-events-sink";
    private static final String VECTORS = "feedback-vectors-sink";
    private static final String LABELS = "labels-sink";
    private static final String DEAD_LETTERS = "dead-letters-sink";
    private static final String WEBHOOK_FANOUT = "webhook-fanout";
    private static final String WEBHOOK_FANOUT_COMMANDS = "webhook-fanout-sink";
    private static final String TRENDS = "trends-source";
    private static final String TREND_FANOUT = "trend-fanout";
    private static final String TREND_EVENTS = "trend-events-sink";
    private static final String TREND_COMMANDS = "trend-fanout-sink";
    private static final String TREND_DEAD_LETTERS = "trend-dead-letters-sink";
    private static final String WEBHOOK_RECORDS = "delivery-ledger-source";
    private static final String DELIVERY_LEDGER = "delivery-ledger";
    private static final String WEBHOOK_DISPATCHES = "webhook-dispatch-sink";
    private static final String ENDPOINT_EVENTS = "endpoint-events-sink";
    private static final String WEBHOOK_NOTICES = "endpoint-disabled-sink";
    private static final String WEBHOOK_DEAD_LETTERS = "webhook-dead-letters-sink";

    private static final String THEME_RECORDS = "theme-ledger-source";
    private static final String THEME_LEDGER = "theme-ledger";
    private static final String THEMES = "themes-sink";
    private static final String THEME_EVENTS = "theme-events-sink";
    private static final String THEME_DELIVERIES = "theme-fanout-sink";
    private static final String THEME_JOINS = "theme-joins-sink";
    private static final String THEME_DEAD_LETTERS = "theme-dead-letters-sink";

    private static final String AGREEMENT_LABELS = "agreement-ledger-source";
    private static final String AGREEMENT_LEDGER = "agreement-ledger";
    private static final String AGREEMENT = "agreement-sink";
    private static final String AGREEMENT_EVENTS = "agreement-events-sink";
    private static final String AGREEMENT_DELIVERIES = "agreement-fanout-sink";
    private static final String AGREEMENT_DEAD_LETTERS = "agreement-dead-letters-sink";

    private final TopologyParts parts;
    private final EarlyCommits commits = new EarlyCommits();
    private final TagRuleDirectory tagRules = new TagRuleDirectory();

    public FeedbackTopology(TopologyParts parts) {
        this.parts = parts;
    }

    /** Returns the clients that the topology has to run with. */
    public KafkaClientSupplier clients() {
        return commits.clients();
    }

    public Topology build(Properties config) {
        StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(config)));
        addControlTables(builder);
        Topology topology = builder.build(config);
        addFeedback(topology);
        addWebhooks(topology);
        addTrends(topology);
        addThemes(topology);
        addAgreement(topology);
        addTagRules(topology);
        return topology;
    }

    /** Adds the small tables that every instance holds whole. */
    private void addControlTables(StreamsBuilder builder) {
        Serde<Account> accounts = WireSerdes.of(Topics.ACCOUNTS, parts.registry());
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(StoreNames.ACCOUNTS), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                Topics.ACCOUNTS.name(),
                Consumed.with(Serdes.String(), accounts).withName("accounts"),
                () -> new AccountDirectory(StoreNames.ACCOUNTS, accounts));
        builder.globalTable(
                Topics.PROJECTS.name(),
                Consumed.with(Serdes.String(), WireSerdes.of(Topics.PROJECTS, parts.registry()))
                        .withName("projects"),
                Materialized.<String, Project, KeyValueStore<Bytes, byte[]>>as(StoreNames.PROJECTS)
                        .withCachingDisabled());
    }

    /**
     * Adds the way from commands to items, changes and dead letters: one task for each partition, and no
     * repartitioning.
     */
    private void addFeedback(Topology topology) {
        topology.addSource(
                        COMMANDS,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.FEEDBACK_COMMANDS.name())
                .addProcessor(
                        LEDGER,
                        () -> new FeedbackLedger(
                                parts.registry(),
                                new FeedbackLedger.Outputs(
                                        ITEMS, CHANGES, DEAD_LETTERS, WEBHOOK_FANOUT, VECTORS, LABELS),
                                parts.partitions(),
                                parts.mostSeries(),
                                parts.masking(),
                                parts.refusals(),
                                tagRules,
                                () -> !parts.endpoints().isEmpty()),
                        COMMANDS)
                .addStateStore(
                        new FeedbackStoreBuilder(
                                        StoreNames.FEEDBACK, parts.memory(), parts.partitions(), parts.stores())
                                .withLoggingEnabled(CHANGELOG),
                        LEDGER)
                .addSink(ITEMS, Topics.FEEDBACK.name(), new ByteArraySerializer(), new ByteArraySerializer(), LEDGER)
                .addSink(
                        CHANGES,
                        Topics.FEEDBACK_EVENTS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        LEDGER)
                .addSink(
                        VECTORS,
                        Topics.FEEDBACK_VECTORS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        new VectorKeys(),
                        LEDGER)
                .addSink(
                        LABELS,
                        Topics.LABELS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        new VectorKeys(),
                        LEDGER)
                .addSink(
                        DEAD_LETTERS,
                        Topics.DEAD_LETTERS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        LEDGER)
                .addProcessor(
                        WEBHOOK_FANOUT, () -> new WebhookFanout(parts.registry(), parts.endpoints(), commits), LEDGER)
                .addSink(
                        WEBHOOK_FANOUT_COMMANDS,
                        Topics.WEBHOOK_COMMANDS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        WEBHOOK_FANOUT);
    }

    /**
     * Adds the way from deliveries and outcomes to requests. Everything is keyed by endpoint: one task owns all that an
     * endpoint gets.
     */
    private void addWebhooks(Topology topology) {
        topology.addGlobalStore(
                        Stores.keyValueStoreBuilder(
                                        Stores.inMemoryKeyValueStore(StoreNames.WEBHOOK_ENDPOINTS),
                                        Serdes.String(),
                                        WireSerdes.of(Topics.WEBHOOK_ENDPOINTS, parts.registry()))
                                .withLoggingDisabled(),
                        "webhook-endpoints-source",
                        new StringDeserializer(),
                        WireSerdes.of(Topics.WEBHOOK_ENDPOINTS, parts.registry())
                                .deserializer(),
                        Topics.WEBHOOK_ENDPOINTS.name(),
                        StoreNames.WEBHOOK_ENDPOINTS,
                        () -> new EndpointTable(StoreNames.WEBHOOK_ENDPOINTS, parts.endpoints()))
                .addSource(
                        WEBHOOK_RECORDS,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.WEBHOOK_COMMANDS.name(),
                        Topics.WEBHOOK_ATTEMPTS.name())
                .addProcessor(
                        DELIVERY_LEDGER,
                        () -> new DeliveryLedger(
                                parts.registry(),
                                new DeliveryLedger.Outputs(
                                        WEBHOOK_DISPATCHES, ENDPOINT_EVENTS, WEBHOOK_NOTICES, WEBHOOK_DEAD_LETTERS),
                                parts.partitions(),
                                parts.endpoints(),
                                parts.webhooks(),
                                parts.refusals(),
                                parts.backlog(),
                                commits),
                        WEBHOOK_RECORDS)
                .addStateStore(rows(StoreNames.WEBHOOK_DELIVERIES), DELIVERY_LEDGER)
                .addStateStore(rows(StoreNames.WEBHOOK_SCHEDULE), DELIVERY_LEDGER)
                // An endpoint's row is written after each step, and only its last state in a transaction counts.
                .addStateStore(rows(StoreNames.WEBHOOK_ENDPOINT_STATES).withCachingEnabled(), DELIVERY_LEDGER)
                .addSink(
                        WEBHOOK_DISPATCHES,
                        Topics.WEBHOOK_DISPATCH.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        DELIVERY_LEDGER)
                .addSink(
                        ENDPOINT_EVENTS,
                        Topics.PROJECT_EVENTS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        DELIVERY_LEDGER)
                .addSink(
                        WEBHOOK_NOTICES,
                        Topics.WEBHOOK_COMMANDS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        DELIVERY_LEDGER)
                .addSink(
                        WEBHOOK_DEAD_LETTERS,
                        Topics.DEAD_LETTERS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        DELIVERY_LEDGER);
    }

    /**
     * Adds the way from spikes to events of those that open or close, and their deliveries. The topic itself is the
     * changelog of its store, so that the store of an installation of before holds what was told already.
     */
    private void addTrends(Topology topology) {
        topology.addReadOnlyStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(StoreNames.TRENDS), Serdes.Bytes(), Serdes.ByteArray()),
                        TRENDS,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.TRENDS.name(),
                        TREND_FANOUT,
                        forwarding(() -> new TrendFanout(
                                parts.registry(),
                                new TrendFanout.Outputs(TREND_EVENTS, TREND_COMMANDS, TREND_DEAD_LETTERS),
                                parts.endpoints(),
                                parts.refusals())))
                .addSink(
                        TREND_EVENTS,
                        Topics.PROJECT_EVENTS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        TREND_FANOUT)
                .addSink(
                        TREND_COMMANDS,
                        Topics.WEBHOOK_COMMANDS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        TREND_FANOUT)
                .addSink(
                        TREND_DEAD_LETTERS,
                        Topics.DEAD_LETTERS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        TREND_FANOUT);
    }

    /**
     * Adds the way from vectors and wishes to themes. Everything is partitioned by project: one task sees all that a
     * project's items have in common. It comes behind the others, since their numbers name their stores.
     */
    private void addThemes(Topology topology) {
        topology.addSource(
                        THEME_RECORDS,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.FEEDBACK_VECTORS.name(),
                        Topics.THEME_COMMANDS.name())
                .addProcessor(
                        THEME_LEDGER,
                        () -> new ThemeLedger(
                                parts.registry(),
                                new ThemeLedger.Outputs(
                                        THEMES, THEME_EVENTS, THEME_DELIVERIES, THEME_JOINS, THEME_DEAD_LETTERS),
                                parts.endpoints(),
                                parts.refusals()),
                        THEME_RECORDS)
                // A theme's row is written with each of its items, and only its last state in a transaction counts.
                .addStateStore(rows(StoreNames.THEMES).withCachingEnabled(), THEME_LEDGER)
                .addStateStore(rows(StoreNames.THEME_MEMBERS), THEME_LEDGER)
                .addSink(
                        THEMES,
                        Topics.THEMES.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        THEME_LEDGER)
                .addSink(
                        THEME_EVENTS,
                        Topics.PROJECT_EVENTS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        THEME_LEDGER)
                .addSink(
                        THEME_DELIVERIES,
                        Topics.WEBHOOK_COMMANDS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        THEME_LEDGER)
                .addSink(
                        THEME_JOINS,
                        Topics.FEEDBACK_COMMANDS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        THEME_LEDGER)
                .addSink(
                        THEME_DEAD_LETTERS,
                        Topics.DEAD_LETTERS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        THEME_LEDGER);
    }

    /** Adds the way from labels to counts of how often people agree with the machine; last, for the same reason. */
    private void addAgreement(Topology topology) {
        topology.addSource(
                        AGREEMENT_LABELS,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.LABELS.name())
                .addProcessor(
                        AGREEMENT_LEDGER,
                        () -> new AgreementLedger(
                                parts.registry(),
                                new AgreementLedger.Outputs(
                                        AGREEMENT, AGREEMENT_EVENTS, AGREEMENT_DELIVERIES, AGREEMENT_DEAD_LETTERS),
                                parts.endpoints(),
                                parts.refusals()),
                        AGREEMENT_LABELS)
                .addStateStore(rows(StoreNames.AGREEMENT).withCachingEnabled(), AGREEMENT_LEDGER)
                .addSink(
                        AGREEMENT,
                        Topics.AGREEMENT.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        AGREEMENT_LEDGER)
                .addSink(
                        AGREEMENT_EVENTS,
                        Topics.PROJECT_EVENTS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        AGREEMENT_LEDGER)
                .addSink(
                        AGREEMENT_DELIVERIES,
                        Topics.WEBHOOK_COMMANDS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        AGREEMENT_LEDGER)
                .addSink(
                        AGREEMENT_DEAD_LETTERS,
                        Topics.DEAD_LETTERS.name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        AGREEMENT_LEDGER);
    }

    /** Adds the rules that the ledger tags what comes by. */
    private void addTagRules(Topology topology) {
        topology.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(StoreNames.TAG_RULES),
                                Serdes.String(),
                                WireSerdes.of(Topics.TAG_RULES, parts.registry()))
                        .withLoggingDisabled(),
                "tag-rules-source",
                new StringDeserializer(),
                WireSerdes.of(Topics.TAG_RULES, parts.registry()).deserializer(),
                Topics.TAG_RULES.name(),
                StoreNames.TAG_RULES,
                () -> new TagRuleTable(StoreNames.TAG_RULES, tagRules));
    }

    /**
     * Returns the processor as one that fills a store from a topic. Kafka Streams types these as if they forwarded
     * nothing, and forwards what they do: they see the state before a record, which a node after them does not.
     */
    @SuppressWarnings("unchecked")
    private static ProcessorSupplier<byte[], byte[], Void, Void> forwarding(
            ProcessorSupplier<byte[], byte[], byte[], byte[]> filling) {
        return (ProcessorSupplier<byte[], byte[], Void, Void>) (ProcessorSupplier<byte[], byte[], ?, ?>) filling;
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> rows(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(CHANGELOG);
    }

    /** The configuration of changelogs: compacted, never deleted by time. */
    private static final Map<String, String> CHANGELOG = Map.of(
            "cleanup.policy", "compact",
            "retention.ms", "-1",
            "min.cleanable.dirty.ratio", "0.3",
            "segment.bytes", Integer.toString(64 << 20));
}
