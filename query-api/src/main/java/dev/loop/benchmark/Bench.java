package dev.loop.benchmark;

import dev.loop.benchmark.Program.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The things that benchmarks share: the program, the size of the run, and a data directory full of items that is made
 * once.
 */
final class Bench {

    static final long USUAL_ITEMS = 1_000_000;
    private static final Duration LONGEST_FILL = Duration.ofHours(2);

    private final Program program;
    private final BenchmarkSize size;
    private final Path directory;
    private final ProgressReporter progress;
    private @Nullable LoadedData loaded;

    Bench(Program program, BenchmarkSize size, Path directory, ProgressReporter progress) {
        this.program = program;
        this.size = size;
        this.directory = directory;
        this.progress = progress;
    }

    /**
     * The program's directory after it took in many items and was closed cleanly.
     *
     * @param now the items were said in the days before this
     */
    record LoadedData(Path directory, SampleItems items, Instant now) {}

    Program program() {
        return program;
    }

    BenchmarkSize size() {
        return size;
    }

    void say(String format, Object... arguments) {
        progress.say(String.format(Locale.ROOT, format, arguments));
    }

    /** Returns a new directory. */
    Path directory(String name) throws IOException {
        return Files.createTempDirectory(directory, name + "-");
    }

    LoadedData loaded() throws Exception {
        LoadedData before = loaded;
        if (before != null) {
            return before;
        }
        LoadedData made = load("loaded", SampleItems.of(size.items(USUAL_ITEMS), Instant.now()));
        loaded = made;
        return made;
    }

    /** Loads other items into a directory of their own. */
    LoadedData load(String name, SampleItems items) throws Exception {
        Path data = directory(name);
        try (Running running = program.start(data)) {
            Loading.fill(running, items, progress);
            Loading.awaitVisible(running, LONGEST_FILL, progress);
        }
        return new LoadedData(data, items, items.end());
    }

    /** Deletes a directory whose files may go at the same time. */
    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException gone) {
            // The file is gone, as it should be.
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
