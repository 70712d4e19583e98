package dev.loop.benchmark;

import dev.loop.benchmark.Bench.LoadedData;
import dev.loop.benchmark.ComparedQuestion.AroundRelease;
import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.benchmark.Program.Running;
import dev.loop.bi.BiException;
import dev.loop.bi.BiParts;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Compares three questions with random parameters about ninety days of items: the feedback of a plan by tag, the counts
 * of a report around a release, and the messages with some words. PostgreSQL and DuckDB answer the same questions about
 * the same items. The answers are compared before anything is measured, and must be equal.
 *
 * <p>Questions come one after the other, from one client. PostgreSQL is asked over a socket and answers rows, Loop over
 * HTTP and answers JSON. DuckDB runs in the process; so does Loop in the rows that say so.
 */
final class QuestionsBenchmark implements Benchmark {

    private static final String NAME = "questions";
    private static final long SEED = 20_260_619;
    /** The number of questions of each kind whose answers are compared; all are measured. */
    private static final int COMPARED = 25;

    private static final int MOST_QUESTIONS = 100;
    private static final int QUESTIONS_A_SECOND = 50;

    private static final int WARM_UPS = 200;

    private enum Kind {
        OF_PLAN("by tag for a plan, 90 days", 20),
        AROUND_RELEASE("report of a release, its counts", 150),
        OF_WORDS("messages with one or two words", 50);

        private final String words;
        private final double targetMillis;

        Kind(String words, double targetMillis) {
            this.words = words;
            this.targetMillis = targetMillis;
        }

        List<? extends ComparedQuestion> of(ComparedQuestions questions) {
            return switch (this) {
                case OF_PLAN -> questions.ofPlans();
                case AROUND_RELEASE -> questions.aroundReleases();
                case OF_WORDS -> questions.ofWords();
            };
        }
    }

    /** Loop's answers by kind, to compare others with. */
    private final Map<Kind, List<Map<List<String>, List<Long>>>> right = new LinkedHashMap<>();

    private final Map<Kind, Histogram> overHttp = new LinkedHashMap<>();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) throws Exception {
        SampleItems items =
                SampleItems.of(bench.size().items(Bench.USUAL_ITEMS), Instant.now(), ComparedQuestions.DAYS);
        bench.say("questions: %,d items of %d days, parameters of seed %d", items.size(), ComparedQuestions.DAYS, SEED);
        ComparedQuestions questions = ComparedQuestions.of(
                items, SEED, (int) Math.min(MOST_QUESTIONS, bench.size().requests(QUESTIONS_A_SECOND)));
        Path directory = bench.directory(NAME);
        List<Measurement> all = new ArrayList<>();
        LoadedData loaded = bench.load(NAME + "-loaded", items);
        try (Running running = bench.program().start(loaded.directory())) {
            Answerer loop = new LoopAnswerer(running.questions());
            for (Kind kind : Kind.values()) {
                right.put(kind, answers(loop, kind.of(questions)));
                within(bench, loop, kind, questions, all);
            }
            http(bench, running, questions, all);
        }
        Bench.delete(loaded.directory());
        Path rows = directory.resolve("items.csv");
        ItemRows.write(items, rows);
        postgres(bench, directory, rows, questions, all);
        duckDb(bench, directory, rows, questions, all);
        Bench.delete(directory);
        return all;
    }

    // ---- Loop ----

    private void http(Bench bench, Running running, ComparedQuestions questions, List<Measurement> all)
            throws Exception {
        RequestHead head = new RequestHead(running);
        for (Kind kind : Kind.values()) {
            putReleases(running, kind, questions);
            Histogram micros =
                    http(bench, running, requests(head, kind.of(questions), kind == Kind.AROUND_RELEASE ? "csv" : ""));
            overHttp.put(kind, micros);
            add(bench, all, kind.words + ", Loop over HTTP", micros, Optional.of(kind.targetMillis), "");
        }
        add(
                bench,
                all,
                "report of a release, all of it, Loop over HTTP",
                http(bench, running, requests(head, questions.aroundReleases(), "json")),
                Optional.of(Kind.AROUND_RELEASE.targetMillis),
                "tests, warnings, words that surge, what people said");
    }

    private static void putReleases(Running running, Kind kind, ComparedQuestions questions) throws Exception {
        if (kind != Kind.AROUND_RELEASE) {
            return;
        }
        HttpClient client = HttpClient.newHttpClient();
        for (AroundRelease around : questions.aroundReleases()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(running.api() + "/v1/releases/" + around.version()))
                            .header("Authorization", "Bearer " + running.secretKey())
                            .header("Content-Type", "application/json")
                            .PUT(HttpRequest.BodyPublishers.ofString(
                                    "{\"releasedAt\":\"" + Instant.ofEpochMilli(around.at()) + "\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException("A release was refused: " + answer.body());
            }
        }
    }

    private static List<ByteBuffer> requests(
            RequestHead head, List<? extends ComparedQuestion> questions, String parameters) {
        return questions.stream()
                .map(question -> head.get(target(question) + parameters))
                .toList();
    }

    private static String target(ComparedQuestion question) {
        if (question instanceof ComparedQuestion.OfPlan of) {
            return "/v1/sentiment?group_by=tag&plan=" + of.plan() + "&from=" + Instant.ofEpochMilli(of.from()) + "&to="
                    + Instant.ofEpochMilli(of.to());
        }
        if (question instanceof AroundRelease around) {
            return "/v1/releases/" + around.version() + "/report?window=" + ComparedQuestion.WINDOW.toDays()
                    + "d&format=";
        }
        ComparedQuestion.OfWords of = (ComparedQuestion.OfWords) question;
        return "/v1/feedback?facets=sentiment&limit=" + ComparedQuestion.SHOWN + "&q="
                + URLEncoder.encode(of.query(), StandardCharsets.UTF_8);
    }

    /** Asks over one connection. */
    private static Histogram http(Bench bench, Running running, List<ByteBuffer> requests) throws Exception {
        HttpLoad load = new HttpLoad(running.api(), 1);
        Histogram micros = new Histogram(Duration.ofMinutes(2).toNanos() / 1_000, 3);
        load.atFullSpeed(
                Math.min(WARM_UPS, bench.size().requests(WARM_UPS / 2)),
                number -> requests.get((int) (number % requests.size())).duplicate());
        long until = System.nanoTime() + bench.size().period().toNanos() / 2;
        do {
            micros.add(load.atFullSpeed(
                            requests.size(),
                            number -> requests.get((int) number).duplicate())
                    .whole());
        } while (System.nanoTime() < until);
        return micros;
    }

    // ---- databases ----

    private void postgres(Bench bench, Path directory, Path rows, ComparedQuestions questions, List<Measurement> all)
            throws Exception {
        bench.say("questions: the same items into PostgreSQL");
        try (PostgresAnswerer postgres = PostgresAnswerer.of(BiParts.ofSystem(), directory.resolve("postgres"), rows)) {
            beside(bench, postgres, questions, all);
        } catch (BiException missing) {
            bench.say("questions: PostgreSQL IS LEFT OUT: %s", String.valueOf(missing.getMessage()));
        }
    }

    private void duckDb(Bench bench, Path directory, Path rows, ComparedQuestions questions, List<Measurement> all)
            throws Exception {
        Optional<Path> driver = DuckDbAnswerer.driver();
        if (driver.isEmpty()) {
            bench.say("questions: DuckDB IS LEFT OUT. Fetch it with ./mvnw -pl query-api dependency:copy@duckdb"
                    + " -Dduckdb.skip=false, or start with the loop script.");
            return;
        }
        bench.say("questions: the same items into DuckDB");
        try (DuckDbAnswerer duckDb = DuckDbAnswerer.of(driver.get(), directory, rows)) {
            beside(bench, duckDb, questions, all);
        }
    }

    private void beside(Bench bench, Answerer other, ComparedQuestions questions, List<Measurement> all)
            throws Exception {
        for (Kind kind : Kind.values()) {
            List<Map<List<String>, List<Long>>> given = answers(other, kind.of(questions));
            List<Map<List<String>, List<Long>>> expected = Objects.requireNonNull(right.get(kind));
            Histogram loopMicros = Objects.requireNonNull(overHttp.get(kind));
            for (int i = 0; i < given.size(); i++) {
                if (!given.get(i).equals(expected.get(i))) {
                    throw new IllegalStateException(other.name() + " and Loop answer differently: "
                            + kind.of(questions).get(i) + "\n" + given.get(i) + "\n"
                            + expected.get(i));
                }
            }
            Histogram micros = within(bench, other, kind, questions, all);
            for (int percentile : new int[] {50, 99}) {
                double loop = loopMicros.getValueAtPercentile(percentile);
                all.add(Measurement.of(
                        NAME,
                        kind.words + ", Loop over HTTP ÷ " + other.name() + ", p" + percentile,
                        loop / Math.max(1, micros.getValueAtPercentile(percentile)),
                        Unit.RATIO));
            }
        }
        bench.say("questions: %s and Loop gave equal answers", other.name());
    }

    private static List<Map<List<String>, List<Long>>> answers(
            Answerer answerer, List<? extends ComparedQuestion> questions) throws Exception {
        List<Map<List<String>, List<Long>>> answers = new ArrayList<>();
        for (ComparedQuestion question : questions.subList(0, Math.min(COMPARED, questions.size()))) {
            answers.add(answerer.answer(question));
        }
        return answers;
    }

    /** Asks one question after the other, for half of the period, and each at least once. */
    private static Histogram within(
            Bench bench, Answerer answerer, Kind kind, ComparedQuestions questions, List<Measurement> all)
            throws Exception {
        List<? extends ComparedQuestion> asked = kind.of(questions);
        for (int i = 0; i < Math.min(WARM_UPS, bench.size().requests(WARM_UPS / 2)); i++) {
            answerer.answer(asked.get(i % asked.size()));
        }
        Histogram micros = new Histogram(Duration.ofMinutes(2).toNanos() / 1_000, 3);
        long until = System.nanoTime() + bench.size().period().toNanos() / 2;
        for (int i = 0; i < asked.size() || System.nanoTime() < until; i++) {
            long began = System.nanoTime();
            answerer.answer(asked.get(i % asked.size()));
            micros.recordValue((System.nanoTime() - began) / 1_000);
        }
        add(bench, all, kind.words + ", " + answerer.name(), micros, Optional.empty(), "");
        return micros;
    }

    /** Adds the 50th percentile, then the 99th, which has the target. */
    private static void add(
            Bench bench,
            List<Measurement> all,
            String what,
            Histogram micros,
            Optional<Double> targetMillis,
            String note) {
        double half = micros.getValueAtPercentile(50) / 1e3;
        double most = micros.getValueAtPercentile(99) / 1e3;
        all.add(Measurement.of(NAME, what + ", p50", half, Unit.MILLISECONDS).noting(note));
        Measurement last = Measurement.of(NAME, what + ", p99", most, Unit.MILLISECONDS);
        all.add(targetMillis.map(millis -> last.with(Target.atMost(millis))).orElse(last));
        bench.say(
                "questions: %s: p50 %.2f ms, p99 %.2f ms (%s of them)",
                what, half, most, String.format(Locale.ROOT, "%,d", micros.getTotalCount()));
    }
}
