package dev.loop.broker;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file by which Kafka recognises its own directory. Its hundred bytes stand nowhere else, and without them
 * everything beside it is lost, so a copy is kept outside of the directory.
 */
final class MetaFile {

    private static final Logger LOG = LoggerFactory.getLogger(MetaFile.class);
    private static final String NAME = "meta.properties";
    private static final String COPY = "kafka-meta.properties";
    private static final List<String> NEEDED = List.of("version", "cluster.id", "node.id", "directory.id");

    private final Path file;
    private final Path copy;
    private final Path directory;

    /** @param directory of Kafka */
    MetaFile(Path directory) {
        this.directory = directory;
        this.file = directory.resolve(NAME);
        this.copy = directory.resolveSibling(COPY);
    }

    /**
     * Returns whether Kafka can start on the directory; false if there is none yet. Puts the copy in the place of a
     * file that is gone or damaged, and makes a copy if there is none.
     *
     * @throws BrokerException where the file is damaged and there is no copy
     */
    boolean usable() throws IOException {
        Optional<String> problem = problem(file);
        if (problem.isEmpty()) {
            if (problem(copy).isPresent()) {
                put(file, copy);
            }
            return true;
        }
        if (!Files.exists(file) && !holdsData()) {
            return false;
        }
        if (problem(copy).isPresent()) {
            throw new BrokerException("The file " + file + " " + problem.get() + ", and there is no copy of it. Kafka"
                    + " knows its data by it: put the file back from a backup, or with all of the data directory.");
        }
        LOG.warn("{} {}; its copy {} takes its place", file, problem.get(), copy.getFileName());
        put(copy, file);
        return true;
    }

    private boolean holdsData() throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> inside = Files.list(directory)) {
            return inside.anyMatch(one ->
                    Files.isDirectory(one) && one.getFileName().toString().contains("-"));
        }
    }

    private static Optional<String> problem(Path meta) throws IOException {
        if (!Files.exists(meta)) {
            return Optional.of("is not there");
        }
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(meta)));
        } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException garbage) {
            return Optional.of("is damaged");
        }
        return NEEDED.stream()
                .filter(name -> properties.getProperty(name, "").isBlank())
                .findFirst()
                .map(name -> "is damaged: it has no " + name);
    }

    /** Replaces a file in one step, even if the power fails. */
    private static void put(Path from, Path to) throws IOException {
        Path whole = to.resolveSibling(to.getFileName() + ".new");
        Files.copy(from, whole, StandardCopyOption.REPLACE_EXISTING);
        Files.move(whole, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
