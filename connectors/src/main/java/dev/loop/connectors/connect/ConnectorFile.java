package dev.loop.connectors.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A connector's configuration, as {@code POST /connectors} of Kafka Connect takes it.
 *
 * @param config settings with addresses of this machine, to be replaced
 */
public record ConnectorFile(String name, Map<String, String> config) {

    private static final List<String> POSTGRES = List.of(
            "postgres-feedback.json",
            "postgres-feedback-change.json",
            "postgres-account.json",
            "postgres-release.json",
            "postgres-webhook-attempt.json");

    public ConnectorFile {
        config = Map.copyOf(config);
    }

    /** Returns the sinks that fill the tables in PostgreSQL. */
    public static List<ConnectorFile> postgres() {
        return POSTGRES.stream().map(ConnectorFile::read).toList();
    }

    /** Returns the sink that keeps the history of items in a lake of Iceberg tables. */
    public static ConnectorFile lake() {
        return read("iceberg-feedback-event.json");
    }

    private static ConnectorFile read(String file) {
        try (InputStream stream =
                Objects.requireNonNull(ConnectorFile.class.getResourceAsStream(file), "no resource " + file)) {
            JsonNode json = new ObjectMapper().readTree(stream);
            Map<String, String> config = new LinkedHashMap<>();
            json.get("config")
                    .fields()
                    .forEachRemaining(
                            entry -> config.put(entry.getKey(), entry.getValue().textValue()));
            return new ConnectorFile(json.get("name").textValue(), config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the topic that the connector reads. */
    public String topic() {
        return Objects.requireNonNull(config.get("topics"));
    }

    /** Returns the table that the connector fills, without its schema. */
    public String table() {
        String collection =
                Objects.requireNonNull(config.getOrDefault("collection.name.format", config.get("iceberg.tables")));
        return collection.substring(collection.indexOf('.') + 1);
    }
}
