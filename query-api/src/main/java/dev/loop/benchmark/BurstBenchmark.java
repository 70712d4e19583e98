package dev.loop.benchmark;

import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.benchmark.Program.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures how long the webhooks of calm endpoints take while thousands of deliveries to others are made at once: one
 * batch of items, each for many endpoints whose receiver hangs.
 */
final class BurstBenchmark implements Benchmark {

    private static final String NAME = "burst";

    private static final long USUAL_DELIVERIES = 12_000;
    private static final int BUSY_ENDPOINTS = 20;
    private static final int CALM_ENDPOINTS = 8;

    /** Posts a second, each for all calm endpoints. */
    private static final int RATE = 20;

    private static final int CONNECTIONS = 16;
    private static final int CONCURRENCY = 10;

    /** The time after the burst in which posts count; a longer one would hide a few slow webhooks among many others. */
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(5);

    private static final double TARGET_SHIFT_MILLIS = 100;
    private static final int CALM_TAG = 0;
    private static final int BUSY_TAG = 1;
    private static final long LOOK_MILLIS = 100;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    /** Delays of the calm endpoints, in milliseconds. */
    private record Delay(double p50, double p99, double max) {}

    private record Round(Delay quiet, Delay burst) {
        double shiftMillis() {
            return burst.p99() - quiet.p99();
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) throws Exception {
        Path directory = bench.directory(NAME);
        ExecutorService sender = Executors.newSingleThreadExecutor();
        try (Running running = bench.program().start(directory.resolve("data"));
                HealthyReceiver receiver = HealthyReceiver.start();
                HostileReceivers hostile = HostileReceivers.start()) {
            return new Stage(bench, running, directory, receiver, sender).measure(hostile.hanging());
        } finally {
            sender.shutdown();
            Bench.delete(directory);
        }
    }

    private static final class Stage {
        private final Bench bench;
        private final Running running;
        private final Path directory;
        private final HealthyReceiver receiver;
        private final ExecutorService sender;
        private final WebhookEndpoints endpoints;
        private final IntakeRequests requests;
        private final long items;
        private final long posts;
        private long nextNumber;

        private Stage(Bench bench, Running running, Path directory, HealthyReceiver receiver, ExecutorService sender) {
            this.bench = bench;
            this.running = running;
            this.directory = directory;
            this.receiver = receiver;
            this.sender = sender;
            this.endpoints = new WebhookEndpoints(running);
            this.requests = new IntakeRequests(new RequestHead(running));
            this.items = Math.max(1, bench.size().items(USUAL_DELIVERIES) / BUSY_ENDPOINTS);
            this.posts = Math.min(bench.size().requests(RATE), RATE * LONGEST_PERIOD.toSeconds());
        }

        private List<Measurement> measure(String hanging) throws Exception {
            List<String> busy = new ArrayList<>();
            for (int i = 0; i < BUSY_ENDPOINTS; i++) {
                busy.add(endpoints.add(hanging, IntakeRequests.tag(BUSY_TAG), CONCURRENCY));
            }
            List<String> calm = new ArrayList<>();
            for (int i = 0; i < CALM_ENDPOINTS; i++) {
                calm.add(endpoints.add(receiver.uri() + "/calm/", IntakeRequests.tag(CALM_TAG), CONCURRENCY));
            }
            awaitHeard(busy, BUSY_TAG);
            awaitHeard(calm, CALM_TAG);
            List<Round> rounds = new ArrayList<>();
            for (int round = 0; round <= bench.size().rounds(); round++) {
                Round measured = round(busy);
                bench.say(
                        "burst: round %d of %d: p50 %.1f ms, p99 %.1f ms, max %.1f ms;"
                                + " in the burst %.1f ms, %.1f ms, %.1f ms",
                        round,
                        bench.size().rounds(),
                        measured.quiet().p50(),
                        measured.quiet().p99(),
                        measured.quiet().max(),
                        measured.burst().p50(),
                        measured.burst().p99(),
                        measured.burst().max());
                if (round > 0) {
                    rounds.add(measured);
                }
            }
            String note = String.format(
                    Locale.ROOT,
                    "%d endpoints, %d POST/s; the burst: %,d items for %d endpoints whose receiver hangs",
                    CALM_ENDPOINTS,
                    RATE,
                    items,
                    BUSY_ENDPOINTS);
            return List.of(
                    millis(
                                    "quiet, POST to webhook, p50",
                                    Median.of(rounds, one -> one.quiet().p50()))
                            .noting(note),
                    millis(
                            "quiet, POST to webhook, p99",
                            Median.of(rounds, one -> one.quiet().p99())),
                    millis(
                            "quiet, POST to webhook, longest",
                            Median.of(rounds, one -> one.quiet().max())),
                    millis(
                            "beside a burst, POST to webhook, p50",
                            Median.of(rounds, one -> one.burst().p50())),
                    millis(
                            "beside a burst, POST to webhook, p99",
                            Median.of(rounds, one -> one.burst().p99())),
                    millis(
                            "beside a burst, POST to webhook, longest",
                            Median.of(rounds, one -> one.burst().max())),
                    millis(
                                    "shift of p99 by a burst, at least 0",
                                    Median.of(rounds, one -> Math.max(0, one.shiftMillis())))
                            .with(Target.atMost(TARGET_SHIFT_MILLIS)));
        }

        private Round round(List<String> busy) throws Exception {
            byte[] batch = requests.batch(SampleItems.of(items, Instant.now()), IntakeRequests.tag(BUSY_TAG));
            delay(() -> {});
            Delay quiet = delay(() -> {});
            long before = deliveries(busy);
            List<Future<?>> sent = new ArrayList<>();
            Delay burst = delay(() -> sent.add(sender.submit(() -> send(batch))));
            sent.get(0).get();
            await(() -> deliveries(busy) >= before + items * busy.size());
            return new Round(quiet, burst);
        }

        private void send(byte[] request) {
            try {
                new HttpLoad(running.api(), 1).atFullSpeed(1, number -> ByteBuffer.wrap(request));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** @param first runs when the first post is due */
        private Delay delay(Runnable first) throws Exception {
            long begin = nextNumber;
            nextNumber += posts;
            Arrivals arrivals = new Arrivals(begin, (int) posts);
            receiver.tell((path, number) -> arrivals.came(number));
            RequestFile file = requests.numbered(
                    directory.resolve("posts-" + begin), SampleItems.of(posts, Instant.now()), begin, 1);
            new HttpLoad(running.api(), CONNECTIONS).atRate(RATE, posts, new HttpLoad.Script() {
                @Override
                public ByteBuffer request(long number) {
                    return file.request(number);
                }

                @Override
                public void due(long number, long nanos) {
                    if (number == 0) {
                        first.run();
                    }
                    arrivals.due(begin + number, nanos);
                }
            });
            arrivals.awaitAtLeast(posts * CALM_ENDPOINTS, LONGEST_WAIT);
            return new Delay(arrivals.millis(50), arrivals.millis(99), arrivals.millis(100));
        }

        /** Waits until the topology knows the endpoints: sends items of their tag until each has a delivery. */
        private void awaitHeard(List<String> paths, int tag) throws Exception {
            for (String path : paths) {
                await(() -> {
                    if (endpoints.deliveries(path) > 0) {
                        return true;
                    }
                    send(requests.batch(SampleItems.of(1, Instant.now()), IntakeRequests.tag(tag)));
                    return false;
                });
            }
        }

        private long deliveries(List<String> paths) throws Exception {
            long sum = 0;
            for (String path : paths) {
                sum += endpoints.deliveries(path);
            }
            return sum;
        }
    }

    private static void await(Callable<Boolean> done) throws Exception {
        for (long deadline = System.nanoTime() + LONGEST_WAIT.toNanos(); !done.call(); ) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The deliveries of a burst were not made within " + LONGEST_WAIT);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static Measurement millis(String what, double millis) {
        return Measurement.of(NAME, what, millis, Unit.MILLISECONDS);
    }
}
