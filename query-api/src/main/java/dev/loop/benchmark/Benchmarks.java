package dev.loop.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All benchmarks, run one after the other. */
public final class Benchmarks {

    private static final List<Benchmark> ALL = List.of(
            new DrainBenchmark(),
            new ApiBenchmark(),
            new RulesBenchmark(),
            new ThemesBenchmark(),
            new VisibleBenchmark(),
            new LiveBenchmark(),
            new QueryBenchmark(),
            new WidgetBenchmark(),
            new SearchBenchmark(),
            new MeaningBenchmark(),
            new QuestionsBenchmark(),
            new RestoreBenchmark(),
            new WebhookBenchmark(),
            new BurstBenchmark(),
            new BiBenchmark());

    /** Returns the names in the order in which the benchmarks run. */
    public static List<String> names() {
        return ALL.stream().map(Benchmark::name).collect(Collectors.toList());
    }

    /**
     * @param only names of the benchmarks to run
     * @param directory for everything that they write; the caller removes it
     * @throws Exception the failure of a benchmark
     */
    public static List<Measurement> run(
            Set<String> only, Program program, BenchmarkSize size, Path directory, ProgressReporter progress)
            throws Exception {
        Bench bench = new Bench(program, size, directory, progress);
        List<Measurement> measurements = new ArrayList<>();
        for (Benchmark benchmark : ALL) {
            if (only.contains(benchmark.name())) {
                measurements.addAll(benchmark.run(bench));
            }
        }
        return measurements;
    }

    private Benchmarks() {}
}
