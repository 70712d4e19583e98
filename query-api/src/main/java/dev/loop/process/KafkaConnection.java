package dev.loop.process;

import dev.loop.broker.BrokerException;
import dev.loop.broker.DiskGuard;
import dev.loop.broker.EmbeddedKafka;
import dev.loop.broker.TopicLayout;
import dev.loop.broker.TopicSetup;
import dev.loop.broker.WriteGate;
import dev.loop.schemas.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/**
 * The connection to Kafka: our own, started here, or an existing cluster.
 *
 * @param clientSettings for every Kafka client of this process
 * @param layout of topics that are made
 * @param gate says when nothing may be written
 */
record KafkaConnection(Map<String, Object> clientSettings, TopicLayout layout, WriteGate gate) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    static KafkaConnection open(UpOptions options, Closer closer) {
        if (options.kafka() instanceof KafkaChoice.External external) {
            Map<String, Object> settings = new HashMap<>();
            external.clientProperties().ifPresent(file -> settings.putAll(read(file)));
            settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, external.bootstrapServers());
            KafkaDoor.await(external.bootstrapServers(), isEncrypted(settings), PATIENCE);
            return new KafkaConnection(
                    settings,
                    TopicLayout.cluster(options.partitions())
                            .withReplication(external.replication(), external.minInsync()),
                    DiskGuard.of(options.data(), options.minimumFreeDisk()));
        }
        KafkaChoice.Embedded embedded = (KafkaChoice.Embedded) options.kafka();
        EmbeddedKafka broker =
                closer.register(EmbeddedKafka.start(options.data(), embedded.port(), options.minimumFreeDisk()));
        return new KafkaConnection(broker.clientSettings(), TopicLayout.embedded(options.partitions()), broker);
    }

    /** Makes the missing topics. Returns the number of partitions of topics keyed by item or endpoint. */
    int prepareTopics() {
        Map<String, Object> settings = new HashMap<>(clientSettings);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                PATIENCE.dividedBy(2).toMillis());
        try (Admin admin = Admin.create(settings)) {
            return new TopicSetup(admin, layout, PATIENCE).prepare(Topics.all());
        }
    }

    /** Returns the id of the cluster, which every client can read. */
    String clusterId() {
        try (Admin admin = Admin.create(clientSettings)) {
            return admin.describeCluster().clusterId().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while starting", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokerException("Kafka does not tell the id of its cluster: " + e, e);
        }
    }

    String bootstrapServers() {
        return String.valueOf(clientSettings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    }

    private static boolean isEncrypted(Map<String, Object> settings) {
        return String.valueOf(settings.get(AdminClientConfig.SECURITY_PROTOCOL_CONFIG))
                .strip()
                .toUpperCase(Locale.ROOT)
                .endsWith("SSL");
    }

    private static Map<String, Object> read(Path file) {
        Properties properties = new Properties();
        try (InputStream stream = Files.newInputStream(file)) {
            properties.load(stream);
        } catch (IOException | IllegalArgumentException e) {
            throw new BrokerException("The file of --kafka-config, " + file + ", cannot be read: " + e, e);
        }
        Map<String, Object> settings = new HashMap<>();
        properties.forEach((name, value) ->
                settings.put(name.toString(), isPassword(name.toString()) ? new Password(value.toString()) : value));
        return settings;
    }

    /**
     * Returns whether a setting is a password, with or without a prefix, as in {@code main.consumer.sasl.jaas.config}.
     * Kafka neither logs nor prints such a value.
     */
    private static boolean isPassword(String setting) {
        return AdminClientConfig.configDef().configKeys().values().stream()
                .filter(key -> key.type == ConfigDef.Type.PASSWORD)
                .anyMatch(key -> setting.equals(key.name) || setting.endsWith("." + key.name));
    }
}
