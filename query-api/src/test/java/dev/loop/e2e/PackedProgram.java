package dev.loop.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The program as it is installed: its classes in archives, and those that a start loads in one that Java maps into
 * memory (AppCDS), as the {@code loop} script has it. Java archives no class from a directory, and without that a start
 * takes twice as long, which is what most of the tests that start it would spend their time with.
 */
final class PackedProgram {

    private static final Path ROOT = Path.of("target", "e2e").toAbsolutePath();
    /** Names the run of Maven, whose processes share what the first of them makes; empty where there is none. */
    private static final String BUILD = System.getProperty("loop.build", "");

    private static final Path DIRECTORY = ROOT.resolve("of-" + BUILD);
    private static final Path MADE = DIRECTORY.resolve("made");
    private static final Path ARCHIVE = DIRECTORY.resolve("classes.jsa");
    private static final long LONGEST_WARM_UP_SECONDS = 120;

    /** Options that a run shares with the one that made the archive: Java passes over one of another kind. */
    private static final List<String> OPTIONS = List.of(
            "-Xmx512m",
            "-XX:+ExitOnOutOfMemoryError",
            // Half the work of a start.
            "-XX:TieredStopAtLevel=1",
            "-Dlogback.configurationFile=logback.xml",
            "-Dloop.bi=" + Path.of("target", "bi").toAbsolutePath(),
            "-Dloop.encoder=" + System.getProperty("loop.encoder", "encoder"));

    private static final PackedProgram PROGRAM = make();

    private final String classPath;

    private PackedProgram(String classPath) {
        this.classPath = classPath;
    }

    /** Returns the command that starts the program, up to its arguments. */
    static List<String> command() {
        return PROGRAM.with(
                Files.exists(ARCHIVE)
                        ? List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-XX:SharedArchiveFile=" + ARCHIVE)
                        : List.of());
    }

    private List<String> with(List<String> archive) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(archive);
        command.addAll(List.of("-cp", classPath, "dev.loop.cli.Loop"));
        return command;
    }

    private static PackedProgram make() {
        try {
            Files.createDirectories(DIRECTORY);
            // The lock goes with the channel.
            try (FileChannel channel = FileChannel.open(
                            ROOT.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock alone = channel.lock()) {
                if (!BUILD.isEmpty() && alone.isValid() && Files.exists(MADE)) {
                    return new PackedProgram(Files.readString(MADE));
                }
                deleteFormer();
                PackedProgram made = packed();
                made.warmUp();
                Files.writeString(MADE, made.classPath);
                return made;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteFormer() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            for (Path one : all.filter(path -> !path.equals(ROOT) && !path.equals(DIRECTORY) && !path.endsWith("lock"))
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(one);
            }
        }
    }

    private static PackedProgram packed() throws IOException {
        List<String> packed = new ArrayList<>();
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : all.split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (!Files.isDirectory(path)) {
                packed.add(entry);
            } else if (!path.endsWith("test-classes")) {
                packed.add(pack(path, DIRECTORY.resolve(packed.size() + ".jar")));
            }
        }
        return new PackedProgram(String.join(File.pathSeparator, packed));
    }

    private static String pack(Path classes, Path jar) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            out.setLevel(0);
            // Directories as well: Flyway finds its migrations by theirs.
            for (Path file :
                    files.filter(path -> !path.equals(classes)).sorted().collect(Collectors.toList())) {
                boolean directory = Files.isDirectory(file);
                out.putNextEntry(new ZipEntry(classes.relativize(file) + (directory ? "/" : "")));
                if (!directory) {
                    Files.copy(file, out);
                }
                out.closeEntry();
            }
        }
        return jar.toString();
    }

    /** Archives classes. A failure on a busy machine only makes tests slower. */
    private void warmUp() throws IOException {
        Files.deleteIfExists(ARCHIVE);
        Path log = DIRECTORY.resolve("warm-up.log");
        List<String> command =
                with(List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-XX:ArchiveClassesAtExit=" + ARCHIVE));
        command.add("warm-up");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(LONGEST_WARM_UP_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly().waitFor();
                Files.deleteIfExists(ARCHIVE);
                System.err.println("Tests start the program without archived classes, which takes longer. Why: " + log);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
