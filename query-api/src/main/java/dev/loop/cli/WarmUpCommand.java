package dev.loop.cli;

import dev.loop.process.LoopProcess;
import dev.loop.process.UpOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Starts and stops once in a temporary directory, on free ports. The launcher runs it after a build to archive the
 * classes that a start loads (AppCDS), which halves the time of every later start.
 */
@Command(name = "warm-up", hidden = true, description = "Starts and stops once, in a temporary directory.")
final class WarmUpCommand implements Callable<Integer> {

    @Override
    public Integer call() throws Exception {
        Path data = Files.createTempDirectory("loop-warm-up");
        try {
            UpOptions options = UpOptions.of(data, draft -> draft.partitions = OptionalInt.of(1));
            LoopProcess.start(options, new PrintWriter(Writer.nullWriter())).close();
        } finally {
            delete(data);
        }
        return 0;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
