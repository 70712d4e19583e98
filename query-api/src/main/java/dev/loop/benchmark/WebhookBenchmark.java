package dev.loop.benchmark;

import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.benchmark.Program.Running;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures webhooks from POST to a receiver in this process: how long after the POST was due the webhook comes; how
 * many come a second, beside a client that only posts the same bytes to the same receiver; and whether receivers that
 * hang, drip or refuse hold up the others.
 */
final class WebhookBenchmark implements Benchmark {

    private static final String NAME = "webhooks";

    /** Posts a second when the time to the webhook is measured. */
    private static final int RATE = 200;

    private static final int CONNECTIONS = 64;
    private static final double TARGET_P50_MILLIS = 100;
    private static final double TARGET_P99_MILLIS = 300;

    private static final long USUAL_DELIVERIES = 60_000;
    private static final int BUSY_ENDPOINTS = 20;
    private static final int MOST_CONCURRENCY = 100;
    private static final double TARGET_DELIVERIES = 5_000;
    /** The share of webhooks at the beginning that is not counted, since starting up is not delivering. */
    private static final double UNCOUNTED_SHARE = 0.1;

    private static final int BARE_AT_ONCE = 100;

    private static final int MANY_ENDPOINTS = 1_000;
    private static final int DELIVERIES_PER_ENDPOINT = 25;
    private static final int FEWEST_ENDPOINTS = 20;
    private static final int ENDPOINTS_PER_TAG = 5;
    private static final int ONE_OF_SO_MANY_IS_HOSTILE = 20;
    private static final int USUAL_CONCURRENCY = 10;
    /** Posts a second, each for all endpoints of its tag. */
    private static final int RATE_TO_MANY = 100;

    private static final double TARGET_SHIFT_PERCENT = 10;

    private static final int WARM_UP_SECONDS = 5;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    /** @param cpuMicros processor time of the whole process for one webhook */
    private record Speed(double aSecond, double cpuMicros) {}

    /** Delays of the healthy endpoints, in milliseconds. */
    private record Delay(double p50, double p99) {}

    private record IsolationRound(Delay without, Delay with) {
        double shiftPercent() {
            return (with.p99() / without.p99() - 1) * 100;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) throws Exception {
        Path directory = bench.directory(NAME);
        List<Measurement> all = new ArrayList<>();
        try (Running running = bench.program().start(directory.resolve("data"));
                HealthyReceiver receiver = HealthyReceiver.start();
                HostileReceivers hostile = HostileReceivers.start()) {
            Stage stage = new Stage(bench, running, directory, receiver, new WebhookEndpoints(running));
            // This part comes first, since it warms everything up.
            all.addAll(throughput(stage));
            all.addAll(latency(stage));
            all.addAll(isolation(stage, hostile.urls()));
        } finally {
            Bench.delete(directory);
        }
        return all;
    }

    /** The resources that all parts share, and the number of the next post. */
    private static final class Stage {
        private final Bench bench;
        private final Running running;
        private final Path directory;
        private final HealthyReceiver receiver;
        private final WebhookEndpoints endpoints;
        private long nextNumber;

        private Stage(
                Bench bench, Running running, Path directory, HealthyReceiver receiver, WebhookEndpoints endpoints) {
            this.bench = bench;
            this.running = running;
            this.directory = directory;
            this.receiver = receiver;
            this.endpoints = endpoints;
        }

        private Posts posts(long count, int tags) throws Exception {
            Posts posts = new Posts(this, nextNumber, count, tags);
            nextNumber += count;
            return posts;
        }

        /** @param measured whether the endpoint's webhooks count */
        private String add(String url, int tag, int concurrency, boolean measured) throws Exception {
            return endpoints.add(url + (measured ? "/measured/" : "/other/"), IntakeRequests.tag(tag), concurrency);
        }

        private String healthy() {
            return receiver.uri().toString();
        }
    }

    /** Items to post; the receiver knows when each was due. */
    private static final class Posts implements HttpLoad.Script {
        private final Stage stage;
        private final RequestFile requests;
        private final long first;
        private final long count;
        private final Arrivals arrivals;

        private Posts(Stage stage, long first, long count, int tags) throws Exception {
            this.stage = stage;
            this.first = first;
            this.count = count;
            this.arrivals = new Arrivals(first, (int) count);
            this.requests = new IntakeRequests(new RequestHead(stage.running))
                    .numbered(
                            stage.directory.resolve("posts-" + first),
                            SampleItems.of(count, Instant.now()),
                            first,
                            tags);
            stage.receiver.tell((path, number) -> {
                if (path.startsWith("/measured")) {
                    arrivals.came(number);
                }
            });
        }

        @Override
        public ByteBuffer request(long number) {
            return requests.request(number);
        }

        @Override
        public void due(long number, long nanos) {
            arrivals.due(first + number, nanos);
        }

        private HttpLoad.Outcome atRate(int aSecond) throws Exception {
            return load().atRate(aSecond, count, this);
        }

        private void atFullSpeed() throws Exception {
            load().atFullSpeed(count, this);
        }

        private HttpLoad load() {
            return new HttpLoad(stage.running.api(), CONNECTIONS);
        }
    }

    private static List<Measurement> latency(Stage stage) throws Exception {
        String endpoint = stage.add(stage.healthy(), 0, USUAL_CONCURRENCY, true);
        awaitHeard(stage, 1, 1);
        long count = stage.bench.size().requests(RATE);
        stage.bench.say("webhooks: %d POST/s, one endpoint: warming up", RATE);
        Posts before = stage.posts(Math.min(count, (long) RATE * WARM_UP_SECONDS), 1);
        before.atRate(RATE);
        before.arrivals.awaitAtLeast(before.count, LONGEST_WAIT);
        Posts posts = stage.posts(count, 1);
        HttpLoad.Outcome outcome = posts.atRate(RATE);
        posts.arrivals.awaitAtLeast(count, LONGEST_WAIT);
        stage.endpoints.remove(List.of(endpoint));
        double p50 = posts.arrivals.millis(50);
        double p99 = posts.arrivals.millis(99);
        stage.bench.say("webhooks: POST to webhook: p50 %.1f ms, p99 %.1f ms", p50, p99);
        return List.of(
                millis("POST to 201, p50", outcome.whole().getValueAtPercentile(50) / 1e3)
                        .noting(RATE + " POST/s, open loop, one endpoint of usual settings"),
                millis("POST to 201, p99", outcome.whole().getValueAtPercentile(99) / 1e3),
                millis("POST to webhook, p50", p50).with(Target.atMost(TARGET_P50_MILLIS)),
                millis("POST to webhook, p99", p99).with(Target.atMost(TARGET_P99_MILLIS)));
    }

    private static List<Measurement> throughput(Stage stage) throws Exception {
        List<String> endpoints = new ArrayList<>();
        for (int i = 0; i < BUSY_ENDPOINTS; i++) {
            endpoints.add(stage.add(stage.healthy(), 0, MOST_CONCURRENCY, true));
        }
        awaitHeard(stage, BUSY_ENDPOINTS, 1);
        long items = Math.max(1, stage.bench.size().items(USUAL_DELIVERIES) / BUSY_ENDPOINTS);
        List<Speed> ours = new ArrayList<>();
        List<Speed> bare = new ArrayList<>();
        int rounds = stage.bench.size().rounds();
        try (BareClient client = BareClient.start(
                stage.receiver.uri().resolve("/bare/"), stage.receiver.sample().orElseThrow(), BARE_AT_ONCE)) {
            for (int round = 0; round <= rounds; round++) {
                Speed delivered = deliver(stage, items);
                Speed posted = post(client, items * BUSY_ENDPOINTS);
                stage.bench.say(
                        "webhooks: round %d of %d: %,.0f deliveries/s, %.1f µs of CPU each; bare client %,.0f/s, %.1f µs",
                        round,
                        rounds,
                        delivered.aSecond(),
                        delivered.cpuMicros(),
                        posted.aSecond(),
                        posted.cpuMicros());
                if (round > 0) {
                    ours.add(delivered);
                    bare.add(posted);
                }
            }
        }
        stage.endpoints.remove(endpoints);
        double speed = Median.of(ours, Speed::aSecond);
        double ceiling = Median.of(bare, Speed::aSecond);
        return List.of(
                Measurement.of(NAME, "deliveries to healthy receivers", speed, Unit.DELIVERIES_PER_SECOND)
                        .with(Target.atLeast(TARGET_DELIVERIES))
                        .noting(BUSY_ENDPOINTS + " endpoints, one receiver on loopback, posts and all in this process"),
                Measurement.of(NAME, "bare Jetty client, the same bytes", ceiling, Unit.REQUESTS_PER_SECOND)
                        .noting(BARE_AT_ONCE + " at once, the same receiver"),
                Measurement.of(NAME, "deliveries ÷ bare client", speed / ceiling, Unit.RATIO),
                Measurement.of(NAME, "delivery", Median.of(ours, Speed::cpuMicros), Unit.CPU_MICROSECONDS_PER_REQUEST),
                Measurement.of(
                                NAME,
                                "bare Jetty client",
                                Median.of(bare, Speed::cpuMicros),
                                Unit.CPU_MICROSECONDS_PER_REQUEST)
                        .noting("client and receiver"));
    }

    private static Speed deliver(Stage stage, long items) throws Exception {
        Posts posts = stage.posts(items, 1);
        long deliveries = items * BUSY_ENDPOINTS;
        long cpu = CpuTime.ofProcess();
        long began = System.nanoTime();
        posts.atFullSpeed();
        long from = posts.arrivals.awaitAtLeast((long) (deliveries * UNCOUNTED_SHARE), LONGEST_WAIT);
        if (from < deliveries) {
            began = System.nanoTime();
            cpu = CpuTime.ofProcess();
            posts.arrivals.awaitAtLeast(deliveries, LONGEST_WAIT);
        } else {
            from = 0;
        }
        double counted = deliveries - from;
        return new Speed(counted * 1e9 / (System.nanoTime() - began), CpuTime.since(cpu) / 1e3 / counted);
    }

    private static Speed post(BareClient client, long count) throws Exception {
        long cpu = CpuTime.ofProcess();
        double aSecond = client.send(count);
        return new Speed(aSecond, CpuTime.since(cpu) / 1e3 / count);
    }

    private static List<Measurement> isolation(Stage stage, List<String> hostile) throws Exception {
        int many = (int) Math.max(
                FEWEST_ENDPOINTS,
                Math.min(MANY_ENDPOINTS, stage.bench.size().items(USUAL_DELIVERIES) / DELIVERIES_PER_ENDPOINT));
        int tags = many / ENDPOINTS_PER_TAG;
        int[] measured = new int[tags];
        List<Integer> others = new ArrayList<>();
        stage.bench.say("webhooks: making %,d endpoints", many);
        for (int i = 0; i < tags * ENDPOINTS_PER_TAG; i++) {
            if (i % ONE_OF_SO_MANY_IS_HOSTILE == 0) {
                others.add(i % tags);
            } else {
                stage.add(stage.healthy(), i % tags, USUAL_CONCURRENCY, true);
                measured[i % tags]++;
            }
        }
        awaitHeard(stage, tags * ENDPOINTS_PER_TAG - others.size(), tags);
        List<IsolationRound> rounds = new ArrayList<>();
        for (int round = 1; round <= stage.bench.size().rounds(); round++) {
            Delay without = delay(stage, List.of(stage.healthy()), others, measured);
            Delay with = delay(stage, hostile, others, measured);
            rounds.add(new IsolationRound(without, with));
            stage.bench.say(
                    "webhooks: round %d of %d: p50 %.1f ms, p99 %.1f ms; with hostile endpoints %.1f ms, %.1f ms",
                    round, stage.bench.size().rounds(), without.p50(), without.p99(), with.p50(), with.p99());
        }
        String note = String.format(
                Locale.ROOT, "%,d endpoints, %d POST/s, each for %d of them", many, RATE_TO_MANY, ENDPOINTS_PER_TAG);
        return List.of(
                millis(
                                "all healthy, POST to webhook, p50",
                                Median.of(rounds, one -> one.without().p50()))
                        .noting(note),
                millis(
                        "all healthy, POST to webhook, p99",
                        Median.of(rounds, one -> one.without().p99())),
                millis(
                                "5 % hostile, POST to webhook of the others, p50",
                                Median.of(rounds, one -> one.with().p50()))
                        .noting("they hang, drip or refuse"),
                millis(
                        "5 % hostile, POST to webhook of the others, p99",
                        Median.of(rounds, one -> one.with().p99())),
                Measurement.of(
                                NAME,
                                "shift of p99 by hostile endpoints",
                                Median.of(rounds, IsolationRound::shiftPercent),
                                Unit.PERCENT)
                        .with(Target.atMost(TARGET_SHIFT_PERCENT)));
    }

    /**
     * Measures one run with some more endpoints, which are deleted after it.
     *
     * @param urls URLs of those endpoints, used in turn
     * @param tags one tag for each of those
     * @param measured how many of the other endpoints have each tag
     */
    private static Delay delay(Stage stage, List<String> urls, List<Integer> tags, int[] measured) throws Exception {
        List<String> added = new ArrayList<>();
        for (int i = 0; i < tags.size(); i++) {
            added.add(stage.add(urls.get(i % urls.size()), tags.get(i), USUAL_CONCURRENCY, false));
        }
        long count = stage.bench.size().requests(RATE_TO_MANY);
        Posts before = stage.posts(Math.min(count, (long) RATE_TO_MANY * WARM_UP_SECONDS), measured.length);
        before.atRate(RATE_TO_MANY);
        before.arrivals.awaitAtLeast(webhooks(before.first, before.count, measured), LONGEST_WAIT);
        Posts posts = stage.posts(count, measured.length);
        posts.atRate(RATE_TO_MANY);
        posts.arrivals.awaitAtLeast(webhooks(posts.first, count, measured), LONGEST_WAIT);
        stage.endpoints.remove(added);
        return new Delay(posts.arrivals.millis(50), posts.arrivals.millis(99));
    }

    private static long webhooks(long first, long count, int[] measured) {
        long webhooks = 0;
        for (long number = first; number < first + count; number++) {
            webhooks += measured[(int) (number % measured.length)];
        }
        return webhooks;
    }

    /**
     * Waits until the topology knows this many endpoints: posts until each tag's item makes as many webhooks as it
     * should.
     */
    private static void awaitHeard(Stage stage, int endpoints, int tags) throws Exception {
        for (long deadline = System.nanoTime() + LONGEST_WAIT.toNanos(); ; ) {
            Posts probes = stage.posts(tags, tags);
            probes.atRate(RATE);
            try {
                probes.arrivals.awaitAtLeast(endpoints, Duration.ofSeconds(3));
                return;
            } catch (IllegalStateException notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
            }
        }
    }

    private static Measurement millis(String what, double millis) {
        return Measurement.of(NAME, what, millis, Unit.MILLISECONDS);
    }
}
