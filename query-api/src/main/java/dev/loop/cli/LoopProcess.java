package dev.loop.cli;

import dev.loop.api.ApiParts;
import dev.loop.api.ApiServer;
import dev.loop.api.ApiSettings;
import dev.loop.api.account.KafkaAccountLog;
import dev.loop.api.command.CommandLog;
import dev.loop.api.command.GuardedProducer;
import dev.loop.api.command.KafkaCommandLog;
import dev.loop.api.control.KafkaControlTable;
import dev.loop.api.event.KafkaEventLog;
import dev.loop.api.key.DefaultProject;
import dev.loop.api.key.ProjectKeyRing;
import dev.loop.api.question.CommittedOffsets;
import dev.loop.api.question.KafkaCommittedOffsets;
import dev.loop.api.question.LocalQuestions;
import dev.loop.api.question.Questions;
import dev.loop.api.release.ReleaseBook;
import dev.loop.api.webhook.EndpointBook;
import dev.loop.api.webhook.WebhookParts;
import dev.loop.broker.BrokerException;
import dev.loop.broker.CommandPurge;
import dev.loop.broker.DiskGuard;
import dev.loop.broker.EmbeddedKafka;
import dev.loop.broker.TopicLayout;
import dev.loop.broker.TopicSetup;
import dev.loop.broker.WriteGate;
import dev.loop.registry.EmbeddedSchemaRegistry;
import dev.loop.registry.RegistryFeature;
import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.avro.Release;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.FeedbackStreams;
import dev.loop.topology.StreamsSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of a running Loop: started one after the other, closed in reverse order. */
final class LoopProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoopProcess.class);
    private static final Duration CLUSTER_PATIENCE = Duration.ofSeconds(20);
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(60);
    private static final Duration TELL_EVERY = Duration.ofSeconds(3);
    /** Readers of the topics wait for it; queries do not. */
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);

    private static final int MOST_THREADS = 4;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private @Nullable Inside inside;

    private LoopProcess() {}

    /** What a process is made of, for who measures it. */
    record Inside(
            URI api,
            String bootstrapServers,
            SchemaRegistryClient registry,
            Questions questions,
            FeedbackStreams streams) {}

    Inside inside() {
        return Objects.requireNonNull(inside);
    }

    /**
     * Returns when everything is up.
     *
     * @param out what the user should know
     * @throws RuntimeException whose message says what to do; what was started by then is closed again
     */
    static LoopProcess start(UpOptions options, PrintWriter out) {
        LoopProcess process = new LoopProcess();
        try {
            process.startParts(options, out);
            return process;
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    private void startParts(UpOptions options, PrintWriter out) {
        Clock clock = Clock.systemUTC();
        makeDirectory(options.data());
        KafkaConnection kafka = connect(options);
        int partitions = prepareTopics(kafka);
        EmbeddedSchemaRegistry registry = started(EmbeddedSchemaRegistry.start(kafka.clientSettings()));
        WireSerdes.registerSchemas(registry);

        KafkaControlTable<Project> projects = started(new KafkaControlTable<>(
                kafka.clientSettings(), Topics.PROJECTS, WireSerdes.of(Topics.PROJECTS, registry)));
        KafkaControlTable<Release> releaseTable = started(new KafkaControlTable<>(
                kafka.clientSettings(), Topics.RELEASES, WireSerdes.of(Topics.RELEASES, registry)));
        awaitReady(projects, Topics.PROJECTS);
        awaitReady(releaseTable, Topics.RELEASES);
        ReleaseBook releases = new ReleaseBook(releaseTable);
        Optional<DefaultProject.FreshKeys> freshKeys = DefaultProject.open(projects, options.keys(), clock);
        options.retentionDays().ifPresent(days -> DefaultProject.retain(projects, days));

        FeedbackStreams streams = started(FeedbackStreams.start(streamsSettings(options, kafka), registry, partitions));
        Admin admin = started(Admin.create(kafka.clientSettings()));
        started(new CommandPurge(admin, StreamsSettings.APPLICATION, partitions, clock));
        CommittedOffsets committed = new KafkaCommittedOffsets(admin, StreamsSettings.APPLICATION);
        LocalQuestions questions = started(new LocalQuestions(streams, committed));
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        started(meters::close);
        started(new StreamsMeters(streams, admin, committed, meters));
        KafkaCommandLog kafkaLog = started(new KafkaCommandLog(
                kafka.clientSettings(),
                WireSerdes.of(Topics.FEEDBACK_COMMANDS, registry).serializer()));
        kafkaLog.bindTo(meters);
        CommandLog log = new GuardedCommandLog(kafkaLog, kafka.gate());
        KafkaAccountLog accounts = started(new KafkaAccountLog(
                kafka.clientSettings(), WireSerdes.of(Topics.ACCOUNTS, registry).serializer()));

        KafkaControlTable<WebhookEndpoint> endpoints = started(new KafkaControlTable<>(
                kafka.clientSettings(), Topics.WEBHOOK_ENDPOINTS, WireSerdes.of(Topics.WEBHOOK_ENDPOINTS, registry)));
        awaitReady(endpoints, Topics.WEBHOOK_ENDPOINTS);
        GuardedProducer<WebhookCommand> commands = started(GuardedProducer.open(
                kafka.clientSettings(),
                Topics.WEBHOOK_COMMANDS,
                WireSerdes.of(Topics.WEBHOOK_COMMANDS, registry).serializer()));
        GuardedProducer<WebhookAttempt> attempts = started(GuardedProducer.open(
                kafka.clientSettings(),
                Topics.WEBHOOK_ATTEMPTS,
                WireSerdes.of(Topics.WEBHOOK_ATTEMPTS, registry).serializer()));
        WebhookParts webhooks = new WebhookParts(
                new EndpointBook(endpoints),
                id -> {
                    throw new InvalidStateStoreException("not yet");
                },
                commands::send,
                attempts::send,
                (endpoint, dispatch) -> {
                    throw new IllegalStateException("not yet");
                },
                address -> Optional.empty());
        KafkaEventLog events = started(new KafkaEventLog(
                kafka.clientSettings(),
                partitions,
                WireSerdes.of(Topics.FEEDBACK_EVENTS, registry).deserializer()));

        ApiServer api = started(ApiServer.start(
                new ApiParts(
                        questions,
                        log,
                        accounts,
                        releases,
                        webhooks,
                        events,
                        new ProjectKeyRing(projects),
                        new ProcessReadiness(streams, kafkaLog, kafka.gate()),
                        meters,
                        project -> projects.get(project)
                                .flatMap(Project::getRetentionDays)
                                .map(Duration::ofDays),
                        clock),
                ApiSettings.usual("127.0.0.1", options.port()),
                List.of(new RegistryFeature(registry))));
        started(events::stopWaiting);
        inside = new Inside(api.uri(), kafka.bootstrapServers(), registry, questions, streams);
        awaitStores(streams, out);
        if (options.demo()) {
            long items = new Demo(log, accounts, releases, questions, clock).play(DefaultProject.ID);
            out.println("Played in " + items + " sample items.");
        }
        new Greeting(api.uri(), kafka.bootstrapServers(), options, freshKeys).print(out);
    }

    private static StreamsSettings streamsSettings(UpOptions options, KafkaConnection kafka) {
        Map<String, String> others = new HashMap<>();
        kafka.clientSettings().forEach((name, value) -> others.put(name, String.valueOf(value)));
        Path stores = options.data().resolve("stores");
        return options.kafka() instanceof KafkaChoice.Embedded
                ? embeddedStreamsSettings(StreamsSettings.APPLICATION, stores, others)
                : streamsSettings(
                        StreamsSettings.APPLICATION,
                        stores,
                        Optional.of(InstanceName.of(options.data())),
                        kafka.layout().replication(),
                        others);
    }

    /** @param others with {@code bootstrap.servers} */
    static StreamsSettings embeddedStreamsSettings(String application, Path stores, Map<String, String> others) {
        Map<String, String> settings = new HashMap<>(others);
        // The first batches of a producer to a partition overtake one another while its transaction is verified, and
        // are refused and sent again; with one at a time they cannot, and on loopback nothing is lost by it.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), "1");
        // A member learns by a heartbeat that another has joined: with the usual three seconds, the first start of two
        // threads takes as long.
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), "300");
        return streamsSettings(application, stores, Optional.of(application), 1, settings);
    }

    private static StreamsSettings streamsSettings(
            String application, Path stores, Optional<String> instance, int replication, Map<String, String> others) {
        return new StreamsSettings(
                Objects.requireNonNull(others.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)),
                application,
                stores,
                Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS)),
                COMMIT_INTERVAL,
                instance,
                Optional.empty(),
                replication,
                0,
                others);
    }

    private static void awaitReady(KafkaControlTable<?> table, Topic<?> topic) {
        try {
            if (!table.awaitReady(STORE_PATIENCE)) {
                throw new BrokerException("Kafka did not let the topic " + topic.name() + " be read within "
                        + STORE_PATIENCE.toSeconds() + " s; look at the broker's log");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while starting", e);
        }
    }

    /** A restore may take long, and the API says so meanwhile; so this only tells how far it is, and never gives up. */
    private static void awaitStores(FeedbackStreams streams, PrintWriter out) {
        long tellAt = System.nanoTime() + TELL_EVERY.toNanos();
        while (streams.activePartitions().size() < streams.partitions()) {
            if (streams.state() == KafkaStreams.State.ERROR || streams.state() == KafkaStreams.State.NOT_RUNNING) {
                throw new BrokerException("The topology did not start; the log above says why");
            }
            if (System.nanoTime() > tellAt) {
                out.println("Restoring stores: " + streams.activePartitions().size() + " of " + streams.partitions()
                        + " partitions ready");
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

    private static void makeDirectory(Path data) {
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new BrokerException(
                    "The directory " + data + " cannot be made: " + e + ". Choose another with --data.", e);
        }
    }

    private KafkaConnection connect(UpOptions options) {
        if (options.kafka() instanceof KafkaChoice.External external) {
            Map<String, Object> settings = new HashMap<>();
            external.clientProperties().ifPresent(file -> settings.putAll(read(file)));
            settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, external.bootstrapServers());
            return new KafkaConnection(
                    settings,
                    TopicLayout.cluster(options.partitions())
                            .withReplication(external.replication(), external.minInsync()),
                    DiskGuard.of(made(options.data()), options.minimumFreeDisk()));
        }
        KafkaChoice.Embedded embedded = (KafkaChoice.Embedded) options.kafka();
        EmbeddedKafka broker = started(EmbeddedKafka.start(options.data(), embedded.port(), options.minimumFreeDisk()));
        return new KafkaConnection(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                TopicLayout.embedded(options.partitions()),
                broker);
    }

    /**
     * @param clientSettings for every Kafka client of this process
     * @param layout of topics that are made
     * @param gate says when nothing may be written
     */
    private record KafkaConnection(Map<String, Object> clientSettings, TopicLayout layout, WriteGate gate) {
        String bootstrapServers() {
            return String.valueOf(clientSettings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
        }
    }

    private static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new BrokerException("The directory of --data, " + directory + ", cannot be made: " + e, e);
        }
    }

    private static Map<String, Object> read(Path file) {
        Properties properties = new Properties();
        try (InputStream stream = Files.newInputStream(file)) {
            properties.load(stream);
        } catch (IOException | IllegalArgumentException e) {
            throw new BrokerException("The file of --kafka-config, " + file + ", cannot be read: " + e, e);
        }
        Map<String, Object> settings = new HashMap<>();
        properties.forEach((name, value) -> settings.put(name.toString(), value));
        return settings;
    }

    private static int prepareTopics(KafkaConnection kafka) {
        Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) CLUSTER_PATIENCE.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                CLUSTER_PATIENCE.dividedBy(2).toMillis());
        try (Admin admin = Admin.create(settings)) {
            return new TopicSetup(admin, kafka.layout(), CLUSTER_PATIENCE).prepare(Topics.all());
        }
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }

    /** Closes what was started, the last first; one that fails to close does not keep the others open. */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not close cleanly", part.getClass().getSimpleName(), e);
            }
        }
    }
}
