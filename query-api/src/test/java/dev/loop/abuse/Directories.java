package dev.loop.abuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Reads and changes the data directory of a Loop that has ended. */
final class Directories {

    static void delete(Path directory) throws IOException {
        for (Path file :
                below(directory).stream().sorted(Comparator.reverseOrder()).toList()) {
            Files.deleteIfExists(file);
        }
    }

    /** Returns the directory itself and all below it. */
    static List<Path> below(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.toList();
        }
    }

    private Directories() {}
}
