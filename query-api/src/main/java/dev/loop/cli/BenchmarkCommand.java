package dev.loop.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.loop.benchmark.BenchmarkReport;
import dev.loop.benchmark.BenchmarkSize;
import dev.loop.benchmark.BenchmarkTable;
import dev.loop.benchmark.Benchmarks;
import dev.loop.benchmark.Machine;
import dev.loop.benchmark.Measurement;
import dev.loop.benchmark.ProgressReporter;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.streams.processor.internals.StateDirectory;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code loop benchmark}: measures the speed on this machine, as one table. */
@Command(
        name = "benchmark",
        description = "Measures how fast Loop is on this machine, beside what the parts under it do alone.",
        footer = {
            "",
            "Everything runs in one process, the load included, in a temporary directory that is removed at the"
                    + " end (in java.io.tmpdir; a million items take about 2 GB). Drain, queries and webhooks alone"
                    + " take about ten minutes. Other work on the machine shifts absolute figures more than ratios."
        })
final class BenchmarkCommand implements Callable<Integer> {

    private static final long MOST_ITEMS = 100_000_000;
    private static final int MOST_ROUNDS = 99;
    private static final int MOST_SECONDS = 3_600;

    @Option(
            names = "--only",
            paramLabel = "NAMES",
            completionCandidates = Names.class,
            description = "Benchmarks to run, separated by commas: ${COMPLETION-CANDIDATES} (default: all).")
    private @Nullable String only;

    /** The names for the help. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Benchmarks.names().iterator();
        }
    }

    @Option(
            names = "--items",
            paramLabel = "COUNT",
            description =
                    "Items to measure with (default: 200000 for api, 60000 deliveries for webhooks, 12000 for burst, else"
                            + " 1000000).")
    private @Nullable String items;

    @Option(
            names = "--rounds",
            paramLabel = "COUNT",
            description = "Rounds that count; the result is their median (default: 3).")
    private @Nullable String rounds;

    @Option(
            names = "--seconds",
            paramLabel = "COUNT",
            description = "Seconds for which requests are sent at a fixed rate (default: 20).")
    private @Nullable String seconds;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write the figures to this file, as JSON.")
    private @Nullable String out;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec);
        OptionReader read = new OptionReader(command.commandLine().getParseResult());
        Set<String> names = names(read);
        BenchmarkSize size = new BenchmarkSize(
                read.number("--items", 1, MOST_ITEMS),
                (int) read.number("--rounds", 1, MOST_ROUNDS).orElse(BenchmarkSize.USUAL_ROUNDS),
                Duration.ofSeconds(
                        read.number("--seconds", 1, MOST_SECONDS).orElse(BenchmarkSize.USUAL_PERIOD.toSeconds())));
        Optional<Path> file = read.text("--out").map(Path::of);
        if (file.isPresent() && !writable(file.get())) {
            read.problem("--out", "must be a file that can be written, and " + file.get() + " is not");
        }
        read.finish();

        // Kafka Streams warns of stores in a temporary directory at every start; here the directory is intended.
        ((Logger) LoggerFactory.getLogger(StateDirectory.class)).setLevel(Level.ERROR);
        Instant startedAt = Instant.now();
        Machine machine = Machine.here();
        List<Measurement> measurements =
                measure(names, size, progress(command.commandLine().getErr()));
        if (file.isPresent()) {
            try (OutputStream json = Files.newOutputStream(file.get())) {
                new BenchmarkReport(startedAt, machine, measurements).writeJson(json);
            }
        }
        PrintWriter table = command.commandLine().getOut();
        table.println(machine.words());
        table.println();
        table.print(BenchmarkTable.of(measurements));
        table.flush();
        return 0;
    }

    private static Set<String> names(OptionReader read) {
        Optional<String> given = read.text("--only");
        if (given.isEmpty()) {
            return Set.copyOf(Benchmarks.names());
        }
        Set<String> names = new LinkedHashSet<>();
        for (String name : given.get().split(",", -1)) {
            if (Benchmarks.names().contains(name.strip())) {
                names.add(name.strip());
            } else {
                read.problem(
                        "--only",
                        "must be some of " + String.join(", ", Benchmarks.names()) + ", not \"" + name.strip() + "\"");
            }
        }
        return names;
    }

    private static boolean writable(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        return !Files.isDirectory(file)
                && (Files.exists(file) ? Files.isWritable(file) : directory != null && Files.isWritable(directory));
    }

    /** Measures, and removes the directory in any case, even if the program is interrupted. */
    private static List<Measurement> measure(Set<String> names, BenchmarkSize size, ProgressReporter progress)
            throws Exception {
        try (TemporaryDirectory directory = TemporaryDirectory.make("loop-benchmark-")) {
            return Benchmarks.run(names, new MeasuredProgram(), size, directory.path(), progress);
        }
    }

    private static ProgressReporter progress(PrintWriter err) {
        long began = System.nanoTime();
        return what -> {
            err.printf(Locale.ROOT, "%5d s  %s%n", (System.nanoTime() - began) / 1_000_000_000, what);
            err.flush();
        };
    }
}
