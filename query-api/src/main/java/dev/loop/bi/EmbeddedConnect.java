package dev.loop.bi;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.connector.policy.AllConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.runtime.Herder;
import org.apache.kafka.connect.runtime.Worker;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorInfo;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo;
import org.apache.kafka.connect.runtime.standalone.StandaloneConfig;
import org.apache.kafka.connect.runtime.standalone.StandaloneHerder;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;
import org.apache.kafka.connect.util.ConnectorTaskId;
import org.apache.kafka.connect.util.FutureCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A standalone Kafka Connect worker in this process, for sinks: Kafka keeps their offsets, and each start gives them
 * their configurations. It has no REST server, so nobody else can give it connectors. It is standalone because the
 * herder of the distributed mode ends the whole process when it fails.
 */
public final class EmbeddedConnect implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedConnect.class);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(60);

    private final StandaloneHerder herder;

    private EmbeddedConnect(StandaloneHerder herder) {
        this.herder = herder;
    }

    /**
     * @param clientSettings settings of every Kafka client, with {@code bootstrap.servers}
     * @param plugins a directory with a directory for each plug-in
     */
    public static EmbeddedConnect start(Map<String, Object> clientSettings, Path plugins) {
        Map<String, String> settings = new HashMap<>();
        clientSettings.forEach((name, given) -> {
            // Connect takes text alone; it hides what it knows to be a password.
            String value = given instanceof Password password ? password.value() : String.valueOf(given);
            settings.put(name, value);
            // Security settings and the like are those of the worker alone unless they are given to its clients too.
            if (!name.equals(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)) {
                settings.put("consumer." + name, value);
                settings.put("producer." + name, value);
                settings.put("admin." + name, value);
            }
        });
        settings.put("plugin.path", plugins.toString());
        // Plug-ins are found by their manifests: looking into every class would take ten seconds.
        settings.put("plugin.discovery", "service_load");
        settings.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        settings.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        settings.put("offset.storage.file.filename", "unused");
        // The interval is short because callers that wait for the tables wait for this.
        settings.put("offset.flush.interval.ms", "500");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try {
            Plugins found = new Plugins(settings);
            found.compareAndSwapWithDelegatingLoader();
            StandaloneConfig config = new StandaloneConfig(settings);
            var policy = new AllConnectorClientConfigOverridePolicy();
            Worker worker = new Worker(
                    "loop",
                    Time.SYSTEM,
                    found,
                    config,
                    new MemoryOffsetBackingStore() {
                        @Override
                        public java.util.Set<Map<String, Object>> connectorPartitions(String connectorName) {
                            return java.util.Set.of();
                        }
                    },
                    policy);
            StandaloneHerder herder = new StandaloneHerder(worker, config.kafkaClusterId(), policy);
            herder.start();
            herder.ready();
            return new EmbeddedConnect(herder);
        } catch (ConnectException e) {
            throw new BiException("Kafka Connect does not start: " + e.getMessage(), e);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** Starts a connector, or restarts it with other settings. Returns when its tasks are being started. */
    public void put(String name, Map<String, String> config) {
        FutureCallback<Herder.Created<ConnectorInfo>> done = new FutureCallback<>();
        herder.putConnectorConfig(name, config, true, done);
        await(done, "start the connector " + name);
    }

    public Collection<String> connectors() {
        return herder.connectors();
    }

    /** Returns the state of each task by its number: {@code RUNNING}, {@code FAILED} and so on. */
    public Map<Integer, ConnectorStateInfo.TaskState> tasks(String name) {
        Map<Integer, ConnectorStateInfo.TaskState> tasks = new HashMap<>();
        herder.connectorStatus(name).tasks().forEach(task -> tasks.put(task.id(), task));
        return tasks;
    }

    /** Restarts a failed task. */
    public void restart(String name, int task) {
        FutureCallback<Void> done = new FutureCallback<>();
        herder.restartTask(new ConnectorTaskId(name, task), done);
        await(done, "restart a task of " + name);
    }

    private static <T> T await(FutureCallback<T> call, String what) {
        try {
            return call.get(LONGEST_CALL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new BiException("Kafka Connect could not " + what + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new BiException("Kafka Connect did not " + what + " within " + LONGEST_CALL.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BiException("Interrupted while Kafka Connect was to " + what, e);
        }
    }

    @Override
    public void close() {
        try {
            herder.stop();
        } catch (RuntimeException e) {
            LOG.warn("Kafka Connect did not stop cleanly", e);
        }
    }
}
