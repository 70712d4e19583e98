package dev.loop.cli;

import dev.loop.broker.BrokerException;
import dev.loop.broker.EmbeddedKafka;
import dev.loop.broker.TopicLayout;
import dev.loop.broker.TopicSetup;
import dev.loop.schemas.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of a running Loop: started one after the other, closed in reverse order. */
final class LoopProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoopProcess.class);
    private static final Duration CLUSTER_PATIENCE = Duration.ofSeconds(20);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private LoopProcess() {}

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
        KafkaConnection kafka = connect(options);
        int partitions = prepareTopics(kafka);
        out.println("Kafka is at " + kafka.clientSettings().get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG) + ", "
                + partitions + " partitions; the data is in " + options.data() + ".");
        out.flush();
    }

    private KafkaConnection connect(UpOptions options) {
        if (options.kafka() instanceof KafkaChoice.External external) {
            Map<String, Object> settings = new HashMap<>();
            external.clientProperties().ifPresent(file -> settings.putAll(read(file)));
            settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, external.bootstrapServers());
            return new KafkaConnection(
                    settings,
                    TopicLayout.cluster(options.partitions())
                            .withReplication(external.replication(), external.minInsync()));
        }
        KafkaChoice.Embedded embedded = (KafkaChoice.Embedded) options.kafka();
        EmbeddedKafka broker = started(EmbeddedKafka.start(options.data(), embedded.port(), options.minimumFreeDisk()));
        return new KafkaConnection(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                TopicLayout.embedded(options.partitions()));
    }

    /**
     * @param clientSettings for every Kafka client of this process
     * @param layout of topics that are made
     */
    private record KafkaConnection(Map<String, Object> clientSettings, TopicLayout layout) {}

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
