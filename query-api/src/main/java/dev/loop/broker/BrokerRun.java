package dev.loop.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.FaultHandlerFactory;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.DynamicVoters;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A broker and its controller, from start to stop. It is put together as {@link KafkaRaftServer} does it, which is not
 * used itself because it keeps the port it got to itself, and its fault handlers end the process.
 */
final class BrokerRun {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerRun.class);
    private static final Duration CLEAN_STOP = Duration.ofSeconds(30);

    private final BrokerServer broker;
    private final ControllerServer controller;

    private BrokerRun(BrokerServer broker, ControllerServer controller) {
        this.broker = broker;
        this.controller = controller;
    }

    /**
     * Formats the directory if it is new, starts, and returns when clients can connect.
     *
     * @param onFault called for every fatal fault from now on, in the thread that found it
     */
    static BrokerRun start(Path directory, int port, BrokerLogin login, Consumer<BrokerFault> onFault) {
        BrokerThreads threads = new BrokerThreads("kafka", onFault);
        BrokerRun[] started = new BrokerRun[1];
        try {
            threads.run(() -> {
                checkFree(port);
                formatIfNew(directory);
                started[0] = startIn(
                        threads, directory, new KafkaConfig(BrokerProperties.of(directory, port, login), false));
            });
            return started[0];
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while Kafka was starting.", e);
        } catch (Throwable e) {
            throw explained(e, directory, port);
        }
    }

    private static BrokerRun startIn(BrokerThreads threads, Path directory, KafkaConfig config) throws Exception {
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> stored = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        String clusterId = stored._1().clusterId().orElseThrow();
        SharedServer shared = new SharedServer(
                config,
                stored._1(),
                Time.SYSTEM,
                Server.initializeMetrics(config, Time.SYSTEM, clusterId),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
                faultsGoTo(threads),
                ServerSocketFactory.INSTANCE);
        BrokerRun run = new BrokerRun(
                new BrokerServer(shared), new ControllerServer(shared, KafkaRaftServer.configSchema(), stored._2()));
        try {
            // The controller starts first: the broker registers with it.
            run.controller.startup();
            KnownTopics.check(
                    directory,
                    FormerSelf.awaitGone(shared.loader(), run.controller.controller(), BrokerProperties.NODE_ID));
            run.broker.startup();
            return run;
        } catch (Throwable e) {
            run.stop(Duration.ZERO);
            throw e;
        }
    }

    /** Checks the port before anything is started, because Kafka reports a taken port in several stack traces. */
    private static void checkFree(int port) throws IOException {
        if (port != 0) {
            new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
        }
    }

    private static FaultHandlerFactory faultsGoTo(BrokerThreads threads) {
        return (name, fatal, action) -> fatal
                ? (message, cause) -> {
                    action.run();
                    threads.fault(new BrokerFault(name + ": " + message, cause));
                    return new FaultHandlerException(message, cause);
                }
                : new LoggingFaultHandler(name, action);
    }

    private static void formatIfNew(Path directory) throws Exception {
        MetaFile meta = new MetaFile(directory);
        if (meta.usable()) {
            SmallFiles.removeDamaged(directory);
            return;
        }
        Files.createDirectories(directory);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setNodeId(BrokerProperties.NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(directory.toString()))
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
                .setHasDynamicQuorum(true)
                .setInitialControllers(
                        DynamicVoters.parse(BrokerProperties.NODE_ID + "@127.0.0.1:0:" + Uuid.randomUuid()))
                .run();
        meta.usable();
    }

    private static BrokerException explained(Throwable failure, Path directory, int port) {
        if (failure instanceof BrokerException said) {
            return said;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new BrokerException(
                        "Kafka cannot listen on 127.0.0.1:" + port + ": the port is taken."
                                + " Free it, or choose another with --broker-port (0 takes any free one).",
                        failure);
            }
        }
        if (DiskFull.in(failure)) {
            return new BrokerException(
                    DiskFull.words(Objects.requireNonNullElse(directory.getParent(), directory)), failure);
        }
        return new BrokerException(
                "Kafka cannot start in " + directory + ": " + failure + root(failure)
                        + ". Where a file in there is damaged, put it back from a backup, or with all of the data"
                        + " directory.",
                failure);
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == failure ? "" : " < " + root;
    }

    int port() {
        return broker.boundPort(ListenerName.normalised(BrokerProperties.CLIENT_LISTENER));
    }

    void stop() {
        stop(CLEAN_STOP);
    }

    /** Drops the broker after a fault, without the messages of an orderly stop. */
    void abandon() {
        stop(Duration.ZERO);
    }

    private void stop(Duration patience) {
        // The broker stops first: it tells the controller.
        broker.shutdown(patience);
        controller.shutdown();
    }
}
