package dev.loop.process;

import java.nio.file.Path;
import java.util.Optional;

/** The Kafka to use. */
public sealed interface KafkaChoice {

    /**
     * Our own Kafka, in this process.
     *
     * @param port where it listens on loopback; 0 for any free one
     */
    record Embedded(int port) implements KafkaChoice {}

    /**
     * An existing cluster.
     *
     * @param bootstrapServers {@code host:port}, several comma-separated
     * @param clientProperties a properties file for all clients, for security settings and the like
     * @param replication copies of each partition of a topic that is made
     * @param minInsync copies that must have a write before it is acknowledged
     */
    record External(String bootstrapServers, Optional<Path> clientProperties, short replication, short minInsync)
            implements KafkaChoice {}
}
