package dev.loop.bi;

import dev.loop.connectors.connect.ConnectorFile;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

/**
 * A connector that reads a topic into a table.
 *
 * @param group the consumer group whose committed offsets tell the sink's progress
 */
record Sink(String name, String topic, String table, String group) {

    /** Returns a sink with a group for this database alone: another database is filled from the start. */
    static Sink of(ConnectorFile file, String database) {
        return new Sink(file.name(), file.topic(), file.table(), usualGroup(file) + "-" + database);
    }

    /**
     * Returns the sink of a connector file that uses this group: one in an external Kafka Connect, by the name of the
     * file alone, or one of another process of Loop. Sinks into several databases are told apart by their names.
     */
    static Optional<Sink> of(ConnectorFile file, Collection<String> allGroups, String group) {
        if (group.equals(usualGroup(file))) {
            return Optional.of(new Sink(file.name(), file.topic(), file.table(), group));
        }
        return database(file, group).map(database -> {
            long databases = allGroups.stream()
                    .filter(other -> other.equals(usualGroup(file))
                            || database(file, other).isPresent())
                    .count();
            return new Sink(
                    databases == 1 ? file.name() : file.name() + "-" + database, file.topic(), file.table(), group);
        });
    }

    private static Optional<UUID> database(ConnectorFile file, String group) {
        String start = usualGroup(file) + "-";
        try {
            return group.startsWith(start)
                    ? Optional.of(UUID.fromString(group.substring(start.length())))
                    : Optional.empty();
        } catch (IllegalArgumentException anotherFile) {
            return Optional.empty();
        }
    }

    private static String usualGroup(ConnectorFile file) {
        return "connect-" + file.name();
    }
}
