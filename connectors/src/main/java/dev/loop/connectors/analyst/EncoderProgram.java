package dev.loop.connectors.analyst;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The encoder as it lies on the disk, fetched on demand: {@code classes} and {@code lib}.
 *
 * @param directory with both of them
 */
public record EncoderProgram(Path directory) {

    private static final String MAIN = "dev.loop.encoder.Encoder";

    /** Returns the program from the place that the launcher and the tests name. */
    public static EncoderProgram ofSystem() {
        return new EncoderProgram(
                Path.of(System.getProperty("loop.encoder", "encoder")).toAbsolutePath());
    }

    /**
     * Refuses where the program is not there.
     *
     * @throws IllegalStateException whose message says what to do
     */
    public void check() {
        if (!Files.isDirectory(directory.resolve("classes")) || !Files.isDirectory(directory.resolve("lib"))) {
            throw new IllegalStateException("The encoder is not in " + directory
                    + ". Fetch it with ./mvnw -Pencoder -pl connectors/encoder -Dmaven.test.skip=true process-classes,"
                    + " or start with the loop script.");
        }
    }

    /**
     * Starts it.
     *
     * @param languages two letters each, the default first
     * @param files its log, and the libraries that it unpacks; emptied before, since a crash leaves them behind
     */
    Process start(List<String> languages, Path files) throws IOException {
        Path unpacked = files.resolve("unpacked");
        empty(unpacked);
        Files.createDirectories(unpacked);
        ProcessBuilder child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        // Most of its time is spent in native code.
                        "-XX:TieredStopAtLevel=1",
                        // A core would hold what people wrote.
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=" + files.resolve("crash.log"),
                        "-Djava.io.tmpdir=" + unpacked,
                        "-cp",
                        directory.resolve("classes") + File.pathSeparator + directory.resolve("lib") + File.separator
                                + "*",
                        MAIN,
                        String.join(",", languages))
                .redirectError(files.resolve("encoder.log").toFile());
        // It needs no key, and whoever looks at its environment is to find none.
        child.environment().keySet().removeIf(name -> name.startsWith("LOOP_"));
        return child.start();
    }

    private static void empty(Path unpacked) throws IOException {
        if (Files.isDirectory(unpacked)) {
            try (Stream<Path> left = Files.walk(unpacked)) {
                for (Path file : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
