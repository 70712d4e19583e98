package dev.loop.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loop.benchmark.Bench.LoadedData;
import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.benchmark.Program.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures what a flood through the widget does to questions with a secret key: the 99th percentile of their times
 * beside the flood, divided by that without it. One flood meets the usual limits, which refuse most of it; another one
 * uses a key without limits, and all of it is taken in.
 */
final class WidgetBenchmark implements Benchmark {

    private static final String NAME = "widget";
    private static final int RATE = 2_000;
    private static final int ADDRESSES = 500;
    private static final int CONNECTIONS = 128;
    private static final int QUERIES_PER_SECOND = 20;
    private static final int QUERY_CONNECTIONS = 16;
    private static final int WARM_UPS = 1_000;
    private static final double TARGET_RATIO = 1.5;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    /** Both are for the same questions, so that nothing but the flood differs. */
    private enum Flood {
        REFUSED("usual limits"),
        TAKEN("a key without limits");

        private final String words;

        Flood(String words) {
            this.words = words;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) throws Exception {
        LoadedData loaded = bench.loaded();
        List<Measurement> all = new ArrayList<>();
        try (Running running = bench.program().start(loaded.directory())) {
            Queries queries = new Queries(running, loaded.now());
            queries.warmUp(Math.min(WARM_UPS, bench.size().requests(QUERIES_PER_SECOND) * 10));
            for (Flood flood : Flood.values()) {
                String key = flood == Flood.TAKEN ? keyWithoutLimits(running) : running.publishableKey();
                measure(bench, running, queries, flood, key, all);
                Loading.awaitVisible(running, LONGEST_WAIT, bench::say);
            }
        }
        return all;
    }

    private static void measure(
            Bench bench, Running running, Queries queries, Flood flood, String key, List<Measurement> all)
            throws Exception {
        List<Double> alone = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        List<Double> taken = new ArrayList<>();
        for (int round = 0; round <= bench.size().rounds(); round++) {
            double without = queries.p99(bench.size());
            var pages = new Pages(running, key);
            CompletableFuture<Void> flooding = pages.flood(bench.size().requests(RATE));
            double with = queries.p99(bench.size());
            flooding.get();
            bench.say(
                    "widget: round %d of %d, %s: %.1f %% of %,d posts/s taken in; p99 of %d queries/s %.2f ms, without %.2f ms",
                    round,
                    bench.size().rounds(),
                    flood.words,
                    pages.takenPercent(),
                    RATE,
                    QUERIES_PER_SECOND,
                    with,
                    without);
            if (round > 0) {
                alone.add(without);
                beside.add(with);
                taken.add(pages.takenPercent());
            }
        }
        String note = String.format(
                Locale.ROOT,
                "%,d posts/s from %d addresses beside %d queries/s, open loop",
                RATE,
                ADDRESSES,
                QUERIES_PER_SECOND);
        all.add(of(flood, "queries alone, p99", Median.of(alone), Unit.MILLISECONDS));
        all.add(of(flood, "queries beside the flood, p99", Median.of(beside), Unit.MILLISECONDS)
                .noting(note));
        all.add(of(flood, "posts taken in", Median.of(taken), Unit.PERCENT));
        all.add(of(flood, "p99 beside ÷ alone", Median.of(beside) / Median.of(alone), Unit.RATIO)
                .with(Target.atMost(TARGET_RATIO)));
    }

    private static Measurement of(Flood flood, String what, double value, Unit unit) {
        return Measurement.of(NAME, flood.words + ": " + what, value, unit);
    }

    private static String keyWithoutLimits(Running running) throws IOException, InterruptedException {
        String body = "{\"name\":\"flood\",\"scopes\":[\"feedback:create\"],"
                + "\"limits\":{\"keySecond\":0,\"keyDay\":0,\"addressMinute\":0,\"addressHour\":0}}";
        HttpRequest request = HttpRequest.newBuilder(running.api().resolve("/v1/keys"))
                .header("Authorization", "Bearer " + running.secretKey())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        return new ObjectMapper().readTree(answer).get("key").textValue();
    }

    /** Questions of a dashboard: counts of a month, and the newest complaints. */
    private static final class Queries {
        private final HttpLoad load;
        private final List<ByteBuffer> requests;

        Queries(Running running, Instant now) {
            var head = new RequestHead(running);
            load = new HttpLoad(running.api(), QUERY_CONNECTIONS);
            requests = List.of(
                    head.get("/v1/sentiment?group_by=tag&plan=scale&from="
                            + now.minus(Duration.ofDays(SampleItems.DAYS))),
                    head.get("/v1/feedback?sentiment=negative&limit=20"));
        }

        void warmUp(long count) throws IOException {
            load.atFullSpeed(count, this::request);
        }

        double p99(BenchmarkSize size) throws IOException {
            HttpLoad.Outcome outcome =
                    load.atRate(QUERIES_PER_SECOND, size.requests(QUERIES_PER_SECOND), this::request);
            return outcome.whole().getValueAtPercentile(99) / 1e3;
        }

        private ByteBuffer request(long number) {
            return requests.get((int) (number % requests.size())).duplicate();
        }
    }

    /** The pages: each address sends what the widget sends. */
    private static final class Pages implements HttpLoad.Script {
        private final HttpLoad load;
        private final List<ByteBuffer> requests = new ArrayList<>();
        private final LongAdder answers = new LongAdder();
        private final LongAdder taken = new LongAdder();

        Pages(Running running, String key) {
            load = new HttpLoad(running.api(), CONNECTIONS);
            for (int i = 0; i < ADDRESSES; i++) {
                // Addresses for measurements, RFC 2544.
                String address = "198.18." + i / 250 + "." + (1 + i % 250);
                String body = "{\"user\":{\"id\":\"visitor-" + i + "\"},\"message\":\"The export hangs at 90 %\","
                        + "\"sentiment\":\"negative\",\"tag\":\"exports\",\"source\":\"in-app-widget\",\"metadata\":"
                        + "{\"page\":\"/reports\",\"language\":\"en\",\"viewport\":\"wide\",\"widget\":\"1\"},"
                        + "\"check\":{\"website\":\"\",\"openMillis\":4711}}";
                requests.add(ByteBuffer.wrap(("POST /v1/feedback HTTP/1.1\r\nHost: "
                                + running.api().getAuthority() + "\r\nAuthorization: Bearer " + key
                                + "\r\nOrigin: https://shop.example.com\r\nX-Forwarded-For: " + address
                                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.US_ASCII)));
            }
        }

        CompletableFuture<Void> flood(long count) {
            return CompletableFuture.runAsync(
                    () -> {
                        try {
                            load.atRate(RATE, count, this);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    task -> new Thread(task, "pages").start());
        }

        double takenPercent() {
            return 100.0 * taken.sum() / answers.sum();
        }

        @Override
        public ByteBuffer request(long number) {
            return requests.get((int) (number % ADDRESSES)).duplicate();
        }

        @Override
        public boolean expects(int status) {
            return status == 201 || status == 429;
        }

        @Override
        public Optional<ByteBuffer> then(long number, int step, HttpAnswer answer) {
            answers.increment();
            if (answer.status() == 201) {
                taken.increment();
            }
            return Optional.empty();
        }
    }
}
