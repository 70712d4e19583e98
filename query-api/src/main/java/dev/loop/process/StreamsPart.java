package dev.loop.process;

import dev.loop.broker.AppliedRecordsPurge;
import dev.loop.broker.BrokerException;
import dev.loop.question.CommandEnds;
import dev.loop.question.CommittedOffsets;
import dev.loop.question.KafkaCommandEnds;
import dev.loop.question.KafkaCommittedOffsets;
import dev.loop.topology.run.FeedbackStreams;
import dev.loop.topology.run.StreamsSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/** {@link Role#STREAMS}: the topology, its metrics, and the purge of applied records. */
record StreamsPart(FeedbackStreams streams, CommittedOffsets committed, CommandEnds ends) {

    private static final Duration TELL_EVERY = Duration.ofSeconds(3);
    /** The length of a transaction: readers of the topics wait for it; queries do not. */
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);

    private static final Duration LONGEST_PLACEMENT = Duration.ofSeconds(60);

    private static final int MOST_THREADS = 4;

    /** Starts the topology, and returns while the stores are still being opened. */
    static StreamsPart start(UpOptions options, Infrastructure infrastructure) {
        Closer closer = infrastructure.closer();
        FeedbackStreams streams = closer.register(FeedbackStreams.start(
                settings(options, infrastructure.kafka()),
                infrastructure.registry(),
                infrastructure.partitions(),
                options.webhooks().delivery(),
                options.masking()));
        Admin admin = closer.register(Admin.create(infrastructure.kafka().clientSettings()));
        closer.register(new AppliedRecordsPurge(
                admin, AppliedRecordsPurge.RULES, infrastructure.partitions(), infrastructure.clock()));
        CommittedOffsets committed = new KafkaCommittedOffsets(admin, StreamsSettings.APPLICATION);
        closer.register(new StreamsMeters(streams, admin, committed, infrastructure.meters()));
        return new StreamsPart(streams, committed, new KafkaCommandEnds(admin));
    }

    private static StreamsSettings settings(UpOptions options, KafkaConnection kafka) {
        Map<String, Object> others = kafka.clientSettings();
        Path stores = options.data().resolve("stores");
        return options.kafka() instanceof KafkaChoice.Embedded
                ? embeddedSettings(StreamsSettings.APPLICATION, stores, others)
                : settings(
                        StreamsSettings.APPLICATION,
                        stores,
                        Optional.of(InstanceName.of(options.data())),
                        kafka.layout().replication(),
                        options.cluster(),
                        others);
    }

    /** @param others with {@code bootstrap.servers} */
    static StreamsSettings embeddedSettings(String application, Path stores, Map<String, Object> others) {
        Map<String, Object> settings = new HashMap<>(others);
        // The first batches of a producer to a partition overtake one another while its transaction is verified, and
        // are refused and sent again; with one at a time they cannot, and on loopback nothing is lost by it.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), "1");
        // A member learns by a heartbeat that another has joined: with the usual three seconds, the first start of two
        // threads takes as long.
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), "300");
        return settings(application, stores, Optional.of(application), 1, Optional.empty(), settings);
    }

    private static StreamsSettings settings(
            String application,
            Path stores,
            Optional<String> instance,
            int replication,
            Optional<ClusterOptions> cluster,
            Map<String, Object> given) {
        Map<String, Object> others = new HashMap<>(given);
        if (cluster.isPresent()) {
            // The time after which others take over from an instance that died: reads need not wait for that, new
            // commands do.
            others.putIfAbsent(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), "10000");
            others.putIfAbsent(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), "1000");
            // A further instance gets its share when its copies are ready, and not ten minutes later.
            others.putIfAbsent(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, "60000");
            others.putIfAbsent(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG, "6");
        }
        return new StreamsSettings(
                Objects.requireNonNull(others.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG))
                        .toString(),
                application,
                stores,
                Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS)),
                COMMIT_INTERVAL,
                instance,
                cluster.map(ClusterOptions::advertised),
                replication,
                cluster.map(ClusterOptions::standbys).orElse(0),
                others);
    }

    /**
     * Waits until the placement of partitions is known. One of several instances cannot answer before that; until then
     * callers go to another one.
     */
    void awaitPlacement() {
        long giveUpAt = System.nanoTime() + LONGEST_PLACEMENT.toNanos();
        while (!streams.placements().placed() && System.nanoTime() < giveUpAt) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BrokerException("Interrupted while starting", e);
            }
        }
    }

    /** Reports the progress of a restore, and never gives up: it may take long, and the API says so meanwhile. */
    void awaitStores(PrintWriter out) {
        long tellAt = System.nanoTime() + TELL_EVERY.toNanos();
        while (streams.placements().settledPartitions().size() < streams.partitions()
                || streams.placements().settledDeliveryPartitions().size() < streams.partitions()) {
            streams.failure().ifPresent(failure -> {
                throw new BrokerException("The topology did not start: " + failure.getMessage(), failure);
            });
            if (streams.state() == KafkaStreams.State.ERROR || streams.state() == KafkaStreams.State.NOT_RUNNING) {
                throw new BrokerException("The topology did not start; the log above says why");
            }
            if (System.nanoTime() > tellAt) {
                out.println("Restoring stores: "
                        + streams.placements().settledPartitions().size() + " of " + streams.partitions()
                        + " partitions ready"
                        + streams.restoring().map(words -> ". " + words).orElse(""));
                out.flush();
                tellAt = System.nanoTime() + TELL_EVERY.toNanos();
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BrokerException("Interrupted while starting", e);
            }
        }
    }
}
