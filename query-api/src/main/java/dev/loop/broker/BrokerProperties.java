package dev.loop.broker;

import java.nio.file.Path;
import java.util.Properties;

/** The settings of the embedded broker: alone, on loopback, for one user, small, and durable. */
final class BrokerProperties {

    static final int NODE_ID = 1;
    static final String CLIENT_LISTENER = "CLIENTS";
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private BrokerProperties() {}

    static Properties of(Path directory, int port, BrokerLogin login) {
        Properties properties = new Properties();
        alone(properties, directory, port);
        login.addTo(properties, CLIENT_LISTENER, CONTROLLER_LISTENER);
        small(properties);
        keeping(properties);
        quick(properties);
        return properties;
    }

    private static void alone(Properties properties, Path directory, int port) {
        properties.setProperty("node.id", Integer.toString(NODE_ID));
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty(
                "listeners", CLIENT_LISTENER + "://127.0.0.1:" + port + "," + CONTROLLER_LISTENER + "://127.0.0.1:0");
        properties.setProperty("controller.listener.names", CONTROLLER_LISTENER);
        properties.setProperty("inter.broker.listener.name", CLIENT_LISTENER);
        properties.setProperty(
                "listener.security.protocol.map",
                CLIENT_LISTENER + ":SASL_PLAINTEXT," + CONTROLLER_LISTENER + ":SASL_PLAINTEXT");
        // The quorum is dynamic: with static voters the controller could not have a free port.
        properties.setProperty("controller.quorum.bootstrap.servers", "127.0.0.1:0");
        properties.setProperty("log.dirs", directory.toString());
        properties.setProperty("auto.create.topics.enable", "false");
        for (String internal :
                new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.setProperty(internal + ".replication.factor", "1");
            properties.setProperty(internal + ".num.partitions", "1");
        }
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
    }

    private static void small(Properties properties) {
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "4");
        properties.setProperty("background.threads", "2");
        // The default would take 128 MB of heap.
        properties.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
        properties.setProperty("log.cleaner.io.buffer.size", Integer.toString(256 << 10));
        properties.setProperty("metadata.log.segment.bytes", Integer.toString(16 << 20));
    }

    private static void keeping(Properties properties) {
        // Kafka would forget the committed offsets of a group after a week without members: a laptop left alone over
        // the holidays would read everything again.
        properties.setProperty("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
    }

    /**
     * Sets short waits: one broker need not wait for others to join, and a restart after a crash should show within
     * seconds.
     */
    private static void quick(Properties properties) {
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        properties.setProperty("group.streams.initial.rebalance.delay.ms", "0");
        properties.setProperty("group.streams.assignment.interval.ms", "0");
        properties.setProperty("group.streams.min.heartbeat.interval.ms", "500");
        properties.setProperty("group.streams.heartbeat.interval.ms", "500");
        properties.setProperty("group.streams.min.session.timeout.ms", "3000");
        properties.setProperty("group.streams.session.timeout.ms", "3000");
        properties.setProperty("broker.session.timeout.ms", "3000");
        properties.setProperty("broker.heartbeat.interval.ms", "500");
    }
}
