package dev.loop.bi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parts that are fetched only on demand: Debezium's JDBC sink, and a PostgreSQL.
 *
 * @param directory holds {@code plugins}, as Kafka Connect's {@code plugin.path} wants it, and {@code postgres}, with
 *     the server as a {@code .txz}
 */
public record BiParts(Path directory) {

    /** Returns the parts from the place that the launcher and the tests name. */
    public static BiParts ofSystem() {
        return new BiParts(Path.of(System.getProperty("loop.bi", "bi")).toAbsolutePath());
    }

    Path plugins() {
        Path plugins = directory.resolve("plugins");
        if (!Files.isDirectory(plugins.resolve("debezium-connector-jdbc"))) {
            throw missing("Debezium's JDBC sink is not in " + plugins);
        }
        return plugins;
    }

    Path postgresArchive() {
        Path postgres = directory.resolve("postgres");
        try (Stream<Path> files = Files.isDirectory(postgres) ? Files.list(postgres) : Stream.empty()) {
            Optional<Path> archive =
                    files.filter(file -> file.toString().endsWith(".txz")).findFirst();
            return archive.orElseThrow(() -> missing("There is no PostgreSQL in " + postgres));
        } catch (IOException e) {
            throw new BiException("The directory " + postgres + " cannot be read: " + e, e);
        }
    }

    private static BiException missing(String what) {
        return new BiException(
                what + ". Fetch it with ./mvnw -pl query-api dependency:unpack@bi, or start with the loop script.");
    }
}
