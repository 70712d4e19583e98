package dev.loop.bi;

import dev.loop.connectors.connect.ConnectorFile;
import dev.loop.connectors.postgres.PostgresAddress;
import dev.loop.connectors.postgres.Warehouse;
import dev.loop.connectors.postgres.WarehouseException;
import dev.loop.schemas.wire.ProcessRegistry;
import dev.loop.schemas.wire.SchemaRegistryClient;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables in PostgreSQL and the running sinks that fill them. */
public final class BiTables implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BiTables.class);
    private static final String AUTHENTICATION = "value.converter.basic.";

    private final Deque<AutoCloseable> started;
    private final List<Sink> sinks = new ArrayList<>();
    private final Optional<EmbeddedPostgres> embedded;
    private final PostgresAddress address;
    private final EmbeddedConnect connect;

    /**
     * Starts the tables and their sinks; returns when the sinks have been told to begin.
     *
     * @param clientSettings settings of every Kafka client
     * @param admin client of the same cluster; left open
     * @param files the connectors to run
     * @param data directory of an embedded PostgreSQL
     * @throws BiException if it cannot start; everything started is closed again
     */
    public static BiTables start(
            PostgresChoice choice,
            List<ConnectorFile> files,
            BiParts parts,
            Path data,
            Map<String, Object> clientSettings,
            Admin admin,
            SchemaRegistryClient registry) {
        Deque<AutoCloseable> started = new ArrayDeque<>();
        try {
            return new BiTables(started, choice, files, parts, data, clientSettings, clusterId(admin), registry);
        } catch (WarehouseException e) {
            close(started);
            throw new BiException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            close(started);
            throw e;
        }
    }

    /** @param started takes what is running, to be closed from its last to its first if this fails */
    private BiTables(
            Deque<AutoCloseable> started,
            PostgresChoice choice,
            List<ConnectorFile> files,
            BiParts parts,
            Path data,
            Map<String, Object> clientSettings,
            String cluster,
            SchemaRegistryClient registry) {
        this.started = started;
        Path plugins = parts.plugins();
        if (choice instanceof PostgresChoice.Embedded ours) {
            EmbeddedPostgres postgres = started(EmbeddedPostgres.start(data.resolve("postgres"), parts, ours.port()));
            embedded = Optional.of(postgres);
            address = postgres.address();
        } else {
            embedded = Optional.empty();
            address = ((PostgresChoice.External) choice).address();
        }
        UUID database = Warehouse.open(address, cluster);
        embedded.ifPresent(EmbeddedPostgres::openToReader);
        started(ProcessRegistry.offer(cluster, registry));
        connect = started(EmbeddedConnect.start(clientSettings, plugins));
        for (ConnectorFile file : files) {
            Sink sink = Sink.of(file, database.toString());
            connect.put(file.name(), configOf(file, sink, cluster));
            sinks.add(sink);
        }
        started(new TaskKeeper(connect));
    }

    /** Returns the settings of the file, with this process's addresses. */
    private Map<String, String> configOf(ConnectorFile file, Sink sink, String cluster) {
        Map<String, String> config = new HashMap<>(file.config());
        config.keySet().removeIf(key -> key.startsWith(AUTHENTICATION));
        config.put("name", file.name());
        config.put("connection.url", address.jdbcUrl());
        config.put("connection.username", address.user());
        config.put("connection.password", address.password().orElse(""));
        config.put("value.converter.schema.registry.url", "process://" + cluster);
        config.put("consumer.override.group.id", sink.group());
        return config;
    }

    /** Makes the tables, or brings them up to date, for sinks that run elsewhere. */
    public static void prepare(PostgresAddress address, Admin admin) {
        try {
            Warehouse.open(address, clusterId(admin));
        } catch (WarehouseException e) {
            throw new BiException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String clusterId(Admin admin) {
        try {
            return admin.describeCluster().clusterId().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BiException("Interrupted while starting", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new BiException("Kafka did not tell the id of its cluster: " + e.getMessage(), e);
        }
    }

    List<Sink> sinks() {
        return List.copyOf(sinks);
    }

    /** Returns the embedded PostgreSQL, if there is one. */
    public Optional<EmbeddedPostgres> embedded() {
        return embedded;
    }

    public PostgresAddress address() {
        return address;
    }

    /** Returns what is wrong with the tasks of a sink, in words; empty if nothing is. */
    Optional<String> trouble(Sink sink) {
        var tasks = connect.tasks(sink.name()).values();
        if (tasks.isEmpty()) {
            return Optional.of("has no task");
        }
        return tasks.stream()
                .filter(task -> task.state().equals("FAILED"))
                .findFirst()
                .map(task -> "failed: "
                        + String.valueOf(task.trace()).lines().findFirst().orElse(""));
    }

    private <T extends AutoCloseable> T started(T part) {
        started.push(part);
        return part;
    }

    @Override
    public void close() {
        close(started);
    }

    private static void close(Deque<AutoCloseable> started) {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not close cleanly", part.getClass().getSimpleName(), e);
            }
        }
    }
}
