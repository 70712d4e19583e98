package dev.loop.broker;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The small files beside Kafka's logs, in which it notes its progress. Kafka makes a missing one again; but because of
 * a damaged one it gives up the partition or the whole start, mostly without a word. Damaged files are therefore
 * removed before it looks.
 */
final class SmallFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SmallFiles.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private SmallFiles() {}

    static void removeDamaged(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory, 2)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (isDamaged(file)) {
                    LOG.warn("{} is damaged; it is removed, and Kafka makes it again", file);
                    Files.delete(file);
                }
            }
        }
    }

    private static boolean isDamaged(Path file) throws IOException {
        String name = file.getFileName().toString();
        try {
            if (name.endsWith("-offset-checkpoint") || name.equals("leader-epoch-checkpoint")) {
                return !isCheckpoint(Files.readAllLines(file));
            }
            return name.equals("quorum-state") && !JSON.readTree(file.toFile()).isObject();
        } catch (java.nio.charset.CharacterCodingException | com.fasterxml.jackson.core.JacksonException garbage) {
            return true;
        }
    }

    /**
     * Returns whether the lines are a checkpoint: none at all, as Kafka begins it; or a version, the number of further
     * lines, and those, each ending with a number.
     */
    private static boolean isCheckpoint(List<String> lines) {
        return lines.isEmpty()
                || lines.size() >= 2
                        && lines.get(0).matches("\\d{1,3}")
                        && lines.get(1).equals(Integer.toString(lines.size() - 2))
                        && lines.stream().skip(2).allMatch(line -> line.matches("(\\S+ )?\\d{1,10} -?\\d{1,19}"));
    }
}
