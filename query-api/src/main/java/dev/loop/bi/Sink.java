package dev.loop.bi;

import dev.loop.connectors.connect.ConnectorFile;
import java.util.List;

/**
 * A connector that reads a topic into a table.
 *
 * @param group the consumer group by which the broker knows how far it has come
 */
record Sink(String name, String topic, String table, String group) {

    /** With a group for this database alone: another one is filled from the start. */
    static Sink of(ConnectorFile file, String database) {
        return new Sink(file.name(), file.topic(), file.table(), usualGroup(file) + "-" + database);
    }

    /** Those of a Kafka Connect that somebody else runs. */
    static List<Sink> elsewhere() {
        return ConnectorFile.postgres().stream()
                .map(file -> new Sink(file.name(), file.topic(), file.table(), usualGroup(file)))
                .toList();
    }

    private static String usualGroup(ConnectorFile file) {
        return "connect-" + file.name();
    }
}
