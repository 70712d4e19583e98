package dev.loop.benchmark;

import dev.loop.api.key.DefaultProject;
import dev.loop.benchmark.Bench.LoadedData;
import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.benchmark.Program.Running;
import dev.loop.question.Questions;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * Measures {@code GET /v1/sentiment} over thirty days that begin and end in the middle of an hour, over HTTP and within
 * the process, alone and while items come in; beside a RocksDB that has each cell as a row of its own and only scans
 * them.
 */
final class QueryBenchmark implements Benchmark {

    private static final String NAME = "query";
    private static final String PLAN = "scale";
    private static final int QUERIES_PER_SECOND = 20;
    private static final int CONNECTIONS = 16;
    private static final int POST_CONNECTIONS = 32;
    private static final int POST_BODIES = 10_000;
    private static final int WARM_UPS = 3_000;
    private static final double TARGET_P99_MILLIS = 10;

    /** The questions. */
    private enum Question {
        BY_TAG_OF_A_PLAN("group_by=tag&plan=" + PLAN, List.of(Dimension.TAG), Match.oneOf(Set.of(PLAN))),
        BY_TAG_AND_PLAN("group_by=tag,plan", List.of(Dimension.TAG, Dimension.PLAN), Match.ANY);

        private final String parameters;
        private final List<Dimension> groupBy;
        private final Match plan;

        Question(String parameters, List<Dimension> groupBy, Match plan) {
            this.parameters = parameters;
            this.groupBy = groupBy;
            this.plan = plan;
        }
    }

    /** @param to after the present, so that items that come in meanwhile are counted too */
    private record Span(Instant from, Instant to) {
        static Span of(LoadedData loaded) {
            return new Span(
                    loaded.now().minus(Duration.ofDays(SampleItems.DAYS)),
                    loaded.now().plus(Duration.ofHours(2)));
        }

        String target(Question question) {
            return "/v1/sentiment?" + question.parameters + "&from=" + from + "&to=" + to;
        }

        FeedbackFilter filter(Question question) {
            return new FeedbackFilter(
                    DefaultProject.ID,
                    Match.ANY,
                    question.plan,
                    Match.ANY,
                    Match.ANY,
                    Map.of(),
                    Set.of(),
                    Set.of(),
                    Optional.of(from),
                    Optional.of(to),
                    Optional.empty());
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) throws Exception {
        LoadedData loaded = bench.loaded();
        Span span = Span.of(loaded);
        Path directory = bench.directory(NAME);
        List<Measurement> all = new ArrayList<>();
        try (Running running = bench.program().start(loaded.directory())) {
            for (Question question : Question.values()) {
                within(bench, running.questions(), span, question, all);
                http(bench, running, span, question, "over HTTP", all);
            }
            RequestFile creates = new IntakeRequests(new RequestHead(running))
                    .creates(
                            directory.resolve("creates"),
                            SampleItems.of(POST_BODIES, loaded.items().end()));
            CompletableFuture<Void> posting = post(bench, running, creates);
            for (Question question : Question.values()) {
                http(bench, running, span, question, "over HTTP at " + VisibleBenchmark.RATE + " POST/s", all);
            }
            posting.get();
        }
        scans(bench, loaded, directory, all);
        Bench.delete(directory);
        return all;
    }

    /** Posts items in a thread of its own, for as long as all the questions take. */
    private static CompletableFuture<Void> post(Bench bench, Running running, RequestFile creates) {
        long seconds = bench.size().period().toMillis() * Question.values().length;
        long count = Math.max(1, VisibleBenchmark.RATE * seconds / 1000);
        HttpLoad load = new HttpLoad(running.api(), POST_CONNECTIONS);
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        load.atRate(VisibleBenchmark.RATE, count, creates::request);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                task -> new Thread(task, "posting").start());
    }

    private static void within(Bench bench, Questions questions, Span span, Question question, List<Measurement> all) {
        FeedbackFilter filter = span.filter(question);
        Histogram micros = timed(bench, () -> questions.sentiment(filter, question.groupBy));
        add(bench, all, question.parameters + " in the process", micros, "");
    }

    private static void http(
            Bench bench, Running running, Span span, Question question, String how, List<Measurement> all)
            throws Exception {
        ByteBuffer request = new RequestHead(running).get(span.target(question));
        HttpLoad load = new HttpLoad(running.api(), CONNECTIONS);
        long count = bench.size().requests(QUERIES_PER_SECOND);
        load.atFullSpeed(Math.min(WARM_UPS, count * 10), number -> request.duplicate());
        HttpLoad.Outcome outcome = load.atRate(QUERIES_PER_SECOND, count, number -> request.duplicate());
        add(bench, all, question.parameters + " " + how, outcome.whole(), QUERIES_PER_SECOND + " a second, open loop");
        int last = all.size() - 1;
        all.set(last, all.get(last).with(Target.atMost(TARGET_P99_MILLIS)));
    }

    private static void scans(Bench bench, LoadedData loaded, Path directory, List<Measurement> all) throws Exception {
        bench.say("query: a row for each cell of a day, for the scan of RocksDB");
        try (CellRows rows = CellRows.of(loaded.items(), directory.resolve("cells"))) {
            for (Question question : Question.values()) {
                Optional<String> plan = question.plan.any() ? Optional.empty() : Optional.of(PLAN);
                long count = rows.scan(plan);
                add(
                        bench,
                        all,
                        "RocksDB scan of the cells of " + question.parameters,
                        timed(bench, () -> rows.scan(plan)),
                        String.format(Locale.ROOT, "%,d rows: tag × plan × source × day", count));
            }
        }
    }

    /** Asks one question after the other, for the period. */
    private static Histogram timed(Bench bench, Runnable action) {
        for (int i = 0; i < Math.min(WARM_UPS, bench.size().requests(QUERIES_PER_SECOND)); i++) {
            action.run();
        }
        Histogram micros = new Histogram(Duration.ofMinutes(2).toNanos() / 1_000, 3);
        long until = System.nanoTime() + bench.size().period().toNanos() / 2;
        do {
            long began = System.nanoTime();
            action.run();
            micros.recordValue((System.nanoTime() - began) / 1_000);
        } while (System.nanoTime() < until);
        return micros;
    }

    /** Adds the 50th percentile, then the 99th. */
    private static void add(Bench bench, List<Measurement> all, String what, Histogram micros, String note) {
        for (int percentile : new int[] {50, 99}) {
            double millis = micros.getValueAtPercentile(percentile) / 1e3;
            all.add(Measurement.of(NAME, what + ", p" + percentile, millis, Unit.MILLISECONDS)
                    .noting(percentile == 50 ? note : ""));
        }
        bench.say(
                "query: %s: p50 %.2f ms, p99 %.2f ms",
                what, micros.getValueAtPercentile(50) / 1e3, micros.getValueAtPercentile(99) / 1e3);
    }
}
