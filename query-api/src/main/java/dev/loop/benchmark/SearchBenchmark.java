package dev.loop.benchmark;

import dev.loop.api.key.DefaultProject;
import dev.loop.benchmark.Bench.LoadedData;
import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.benchmark.Program.Running;
import dev.loop.question.Questions;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.Order;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import dev.loop.topology.text.TextQuery;
import dev.loop.topology.text.TextQueryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * Measures {@code GET /v1/feedback?q=}: the fifty best of a million messages, within the process and over HTTP, alone
 * and while items come in; beside Lucene alone over the same messages. It also measures how long a lost index takes to
 * be made again.
 */
final class SearchBenchmark implements Benchmark {

    private static final String NAME = "search";
    private static final int SEARCHES_PER_SECOND = 20;
    private static final int CONNECTIONS = 16;
    private static final int POST_CONNECTIONS = 32;
    private static final int POST_BODIES = 10_000;
    private static final int WARM_UPS = 1_000;
    private static final int LIMIT = 50;
    private static final double TARGET_P99_MILLIS = 50;
    private static final Duration LONGEST_BUILD = Duration.ofMinutes(30);

    /** The searches, and their form for Lucene alone. */
    private enum Search {
        WORD("export", "", "", term("export")),
        WORDS(
                "export slow | hangs",
                "",
                "",
                new BooleanQuery.Builder()
                        .add(
                                new BooleanQuery.Builder()
                                        .add(term("export"), BooleanClause.Occur.MUST)
                                        .add(term("slow"), BooleanClause.Occur.MUST)
                                        .build(),
                                BooleanClause.Occur.SHOULD)
                        .add(term("hangs"), BooleanClause.Occur.SHOULD)
                        .build()),
        PHRASE("\"the export\"", "", "", new PhraseQuery(PlainLucene.MESSAGE, "the", "export")),
        PREFIX("expo*", "", "", new PrefixQuery(new Term(PlainLucene.MESSAGE, "expo"))),
        TYPO("exprot~", "", "", new FuzzyQuery(new Term(PlainLucene.MESSAGE, "exprot"), 2, 1)),
        OF_A_PLAN("the", "scale", "", term("the")),
        WITH_FACETS("the -export", "", "tag,plan,source,sentiment,status", term("the"));

        private final String text;
        private final String plan;
        private final String facets;
        private final Query alone;

        Search(String text, String plan, String facets, Query alone) {
            this.text = text;
            this.plan = plan;
            this.facets = facets;
            this.alone = alone;
        }

        private static Query term(String word) {
            return new TermQuery(new Term(PlainLucene.MESSAGE, word));
        }

        String words() {
            return text + (plan.isEmpty() ? "" : ", plan=" + plan) + (facets.isEmpty() ? "" : ", 5 facets");
        }

        String target() {
            return "/v1/feedback?sort=relevance&limit=" + LIMIT + "&q="
                    + URLEncoder.encode(text, StandardCharsets.UTF_8) + (plan.isEmpty() ? "" : "&plan=" + plan)
                    + (facets.isEmpty() ? "" : "&facets=" + facets);
        }

        FeedbackFilter filter() {
            try {
                return new FeedbackFilter(
                        DefaultProject.ID,
                        Match.ANY,
                        plan.isEmpty() ? Match.ANY : Match.oneOf(Set.of(plan)),
                        Match.ANY,
                        Match.ANY,
                        Map.of(),
                        Set.of(),
                        Set.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(TextQuery.parse(text)));
            } catch (TextQueryException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) throws Exception {
        LoadedData loaded = bench.loaded();
        Path directory = bench.directory(NAME);
        List<Measurement> all = new ArrayList<>();
        forgetIndex(loaded.directory());
        try (Running running = bench.program().start(loaded.directory())) {
            all.add(build(bench, running, loaded.items().size()));
            for (Search search : Search.values()) {
                within(bench, running.questions(), search, all);
            }
            for (Search search : Search.values()) {
                http(bench, running, search, "over HTTP", all);
            }
            RequestFile creates = new IntakeRequests(new RequestHead(running))
                    .creates(
                            directory.resolve("creates"),
                            SampleItems.of(POST_BODIES, loaded.items().end()));
            CompletableFuture<Void> posting = post(bench, running, creates);
            http(bench, running, Search.WORD, "over HTTP at " + VisibleBenchmark.RATE + " POST/s", all);
            posting.get();
        }
        bench.say("search: the same messages in a Lucene index of their own");
        try (PlainLucene lucene = PlainLucene.of(loaded.items(), directory.resolve("lucene"))) {
            for (Search search : Search.values()) {
                add(
                        bench,
                        all,
                        "Lucene alone: " + search.alone.toString(PlainLucene.MESSAGE),
                        timed(bench, () -> lucene.search(search.alone, LIMIT)),
                        search == Search.WORD ? "one index, no filter, no items read" : "");
            }
        }
        Bench.delete(directory);
        return all;
    }

    /** Removes the index, as a crash does: it is made again from the items. */
    private static void forgetIndex(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path index :
                    files.filter(file -> file.endsWith("feedback-text")).toList()) {
                Bench.delete(index);
            }
        }
    }

    private static Measurement build(Bench bench, Running running, long items) throws InterruptedException {
        long began = System.nanoTime();
        long cpu = CpuTime.ofProcess();
        while (true) {
            try {
                running.questions().search(Search.WORD.filter(), Order.NEWEST, Optional.empty(), 1);
                break;
            } catch (NotReadyException building) {
                if (System.nanoTime() - began > LONGEST_BUILD.toNanos()) {
                    throw building;
                }
                Thread.sleep(50);
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        bench.say("search: the index of %,d items was made in %.1f s", items, seconds);
        return Measurement.of(NAME, "index made again, after it was ready", seconds, Unit.SECONDS)
                .noting(String.format(
                        Locale.ROOT,
                        "%,d items, %.1f µs of CPU each; counts and lists need not wait for it",
                        items,
                        CpuTime.since(cpu) / 1e3 / items));
    }

    private static void within(Bench bench, Questions questions, Search search, List<Measurement> all) {
        FeedbackFilter filter = search.filter();
        long found = questions.facets(filter).facets().outcomes().total();
        Times times = timed(bench, () -> {
            questions.search(filter, Order.RELEVANCE, Optional.empty(), LIMIT);
            if (!search.facets.isEmpty()) {
                questions.facets(filter);
            }
        });
        add(
                bench,
                all,
                search.words() + ", in the process",
                times,
                String.format(Locale.ROOT, "%,d of the items match", found));
    }

    private static void http(Bench bench, Running running, Search search, String how, List<Measurement> all)
            throws Exception {
        ByteBuffer request = new RequestHead(running).get(search.target());
        HttpLoad load = new HttpLoad(running.api(), CONNECTIONS);
        long count = bench.size().requests(SEARCHES_PER_SECOND);
        load.atFullSpeed(Math.min(WARM_UPS, count), number -> request.duplicate());
        HttpLoad.Outcome outcome = load.atRate(SEARCHES_PER_SECOND, count, number -> request.duplicate());
        add(bench, all, search.words() + ", " + how, outcome.whole(), SEARCHES_PER_SECOND + " a second, open loop");
        int last = all.size() - 1;
        all.set(last, all.get(last).with(Target.atMost(TARGET_P99_MILLIS)));
    }

    /** Posts items in a thread of its own, for as long as the searches beside it take. */
    private static CompletableFuture<Void> post(Bench bench, Running running, RequestFile creates) {
        long count = Math.max(1, VisibleBenchmark.RATE * bench.size().period().toMillis() / 1000);
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

    /**
     * @param cpuMicros processor time of the whole process for one search; steadier than the clock on a shared machine
     */
    private record Times(Histogram micros, double cpuMicros) {}

    /** Searches one after the other, for a quarter of the period. */
    private static Times timed(Bench bench, Runnable action) {
        for (int i = 0; i < Math.min(WARM_UPS, bench.size().requests(SEARCHES_PER_SECOND)); i++) {
            action.run();
        }
        Histogram micros = new Histogram(Duration.ofMinutes(2).toNanos() / 1_000, 3);
        long cpu = CpuTime.ofProcess();
        long until = System.nanoTime() + bench.size().period().toNanos() / 4;
        do {
            long began = System.nanoTime();
            action.run();
            micros.recordValue((System.nanoTime() - began) / 1_000);
        } while (System.nanoTime() < until);
        return new Times(micros, CpuTime.since(cpu) / 1e3 / micros.getTotalCount());
    }

    private static void add(Bench bench, List<Measurement> all, String what, Times times, String note) {
        add(bench, all, what, times.micros(), note);
        all.add(Measurement.of(NAME, what, times.cpuMicros(), Unit.CPU_MICROSECONDS_PER_REQUEST));
        bench.say("search: %s: %,.0f µs of CPU", what, times.cpuMicros());
    }

    /** Adds the 50th percentile, then the 99th. */
    private static void add(Bench bench, List<Measurement> all, String what, Histogram micros, String note) {
        for (int percentile : new int[] {50, 99}) {
            double millis = micros.getValueAtPercentile(percentile) / 1e3;
            all.add(Measurement.of(NAME, what + ", p" + percentile, millis, Unit.MILLISECONDS)
                    .noting(percentile == 50 ? note : ""));
        }
        bench.say(
                "search: %s: p50 %.2f ms, p99 %.2f ms",
                what, micros.getValueAtPercentile(50) / 1e3, micros.getValueAtPercentile(99) / 1e3);
    }
}
