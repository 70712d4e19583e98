package dev.loop.benchmark;

import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.benchmark.Program.Running;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Measures how fast the API takes items in, one by one and in batches, beside the server under it giving the same
 * answers and a producer writing the same records. The whole program runs, so that the topology uses the same
 * processors at the same time; a second run pauses the topology and shows what intake alone takes.
 */
final class ApiBenchmark implements Benchmark {

    private static final String NAME = "api";
    private static final long USUAL_ITEMS = 200_000;
    private static final int BATCHES_PER_CREATE = 4;
    private static final int CREATE_CONNECTIONS = 64;
    private static final int BATCH_CONNECTIONS = 4;
    private static final double TARGET_BATCH_ITEMS = 40_000;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    /** Speeds in items or requests a second, one for each round. */
    private static final class Speeds {
        private final List<Double> create = new ArrayList<>();
        private final List<Double> createOfJetty = new ArrayList<>();
        private final List<Double> createCpu = new ArrayList<>();
        private final List<Double> createOfJettyCpu = new ArrayList<>();
        private final List<Double> createLoadCpu = new ArrayList<>();
        private final List<Double> batch = new ArrayList<>();
        private final List<Double> batchVisible = new ArrayList<>();
        private final List<Double> batchSecondsToVisible = new ArrayList<>();
        private final List<Double> batchAlone = new ArrayList<>();
        private final List<Double> batchCpu = new ArrayList<>();
        private final List<Double> batchOfJetty = new ArrayList<>();
        private final List<Double> produced = new ArrayList<>();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) throws Exception {
        Path directory = bench.directory(NAME);
        Speeds speeds = new Speeds();
        SampleItems items = SampleItems.of(bench.size().items(USUAL_ITEMS), Instant.now());
        try (Running running = bench.program().start(directory.resolve("data"))) {
            creates(bench, running, items, directory, speeds);
            produce(bench, running, items, speeds);
            batches(bench, running, items, directory, speeds);
        } finally {
            Bench.delete(directory);
        }
        return measurements(speeds);
    }

    private static void creates(Bench bench, Running running, SampleItems items, Path directory, Speeds speeds)
            throws Exception {
        long count = Math.max(1, items.size() / BATCHES_PER_CREATE);
        RequestFile requests = new IntakeRequests(new RequestHead(running))
                .creates(directory.resolve("creates"), SampleItems.of(count, items.end()));
        try (RawJetty jetty = RawJetty.start(answerTo(running.api(), requests))) {
            for (int round = 0; round <= bench.size().rounds(); round++) {
                for (int turn = 0; turn < 2; turn++) {
                    boolean ours = turn == round % 2;
                    long cpu = CpuTime.ofProcess();
                    HttpLoad.Outcome outcome = new HttpLoad(ours ? running.api() : jetty.uri(), CREATE_CONNECTIONS)
                            .atFullSpeed(count, requests::request);
                    bench.say(
                            "api: round %d of %d, create, %s: %,.0f requests/s, of which the load takes %.1f µs of CPU",
                            round,
                            bench.size().rounds(),
                            ours ? "the API" : "raw Jetty",
                            outcome.perSecond(),
                            outcome.cpuMicros());
                    if (ours) {
                        Loading.awaitVisible(running, LONGEST_WAIT, bench::say);
                    }
                    if (round > 0) {
                        (ours ? speeds.create : speeds.createOfJetty).add(outcome.perSecond());
                        (ours ? speeds.createCpu : speeds.createOfJettyCpu).add(CpuTime.since(cpu) / 1e3 / count);
                        speeds.createLoadCpu.add(outcome.cpuMicros());
                    }
                }
            }
        }
    }

    private static void produce(Bench bench, Running running, SampleItems items, Speeds speeds) throws Exception {
        RawProducer producer = RawProducer.of(running, items);
        for (int round = 0; round <= bench.size().rounds(); round++) {
            double speed = producer.itemsPerSecond();
            bench.say(
                    "api: round %d of %d, raw producer: %,.0f items/s",
                    round, bench.size().rounds(), speed);
            if (round > 0) {
                speeds.produced.add(speed);
            }
        }
    }

    private static void batches(Bench bench, Running running, SampleItems items, Path directory, Speeds speeds)
            throws Exception {
        for (int round = 0; round <= bench.size().rounds(); round++) {
            for (int turn = 0; turn < 2; turn++) {
                boolean paused = turn == round % 2;
                Path file = directory.resolve("batches-" + round + "-" + turn);
                RequestFile requests =
                        new IntakeRequests(new RequestHead(running)).batches(file, items, round + "-" + turn);
                Speeds into = round > 0 ? speeds : new Speeds();
                if (paused) {
                    running.streams().kafkaStreams().pause();
                    try {
                        into.batchAlone.add(send(running.api(), requests, items));
                    } finally {
                        running.streams().kafkaStreams().resume();
                    }
                    Loading.awaitVisible(running, LONGEST_WAIT, bench::say);
                } else {
                    batchesWithAll(bench, running, requests, items, into);
                    try (RawJetty jetty = RawJetty.start(answerTo(running.api(), requests))) {
                        into.batchOfJetty.add(send(jetty.uri(), requests, items));
                    }
                }
                bench.say(
                        "api: round %d of %d, batches of %,d lines, %s: %,.0f items/s",
                        round,
                        bench.size().rounds(),
                        IntakeRequests.BATCH_LINES,
                        paused ? "topology paused" : "all running",
                        last(paused ? into.batchAlone : into.batch));
                Files.delete(file);
            }
        }
    }

    private static void batchesWithAll(
            Bench bench, Running running, RequestFile requests, SampleItems items, Speeds into) throws Exception {
        long cpu = CpuTime.ofProcess();
        long began = System.nanoTime();
        into.batch.add(send(running.api(), requests, items));
        long sent = System.nanoTime();
        Loading.awaitVisible(running, LONGEST_WAIT, bench::say);
        long visible = System.nanoTime();
        into.batchVisible.add(items.size() * 1e9 / (visible - began));
        into.batchSecondsToVisible.add((visible - sent) / 1e9);
        into.batchCpu.add(CpuTime.since(cpu) / 1e3 / items.size());
    }

    private static double send(URI server, RequestFile requests, SampleItems items) throws IOException {
        HttpLoad.Outcome outcome =
                new HttpLoad(server, BATCH_CONNECTIONS).atFullSpeed(requests.count(), requests::request);
        return items.size() / outcome.seconds();
    }

    private static double last(List<Double> values) {
        return values.get(values.size() - 1);
    }

    /** Returns the answer to the first of the requests. */
    private static HttpAnswer answerTo(URI server, RequestFile requests) throws IOException {
        AtomicReference<HttpAnswer> answer = new AtomicReference<>();
        new HttpLoad(server, 1).atFullSpeed(1, new HttpLoad.Script() {
            @Override
            public ByteBuffer request(long number) {
                return requests.request(number);
            }

            @Override
            public Optional<ByteBuffer> then(long number, int step, HttpAnswer got) {
                answer.set(got.copy());
                return Optional.empty();
            }
        });
        return Objects.requireNonNull(answer.get());
    }

    private static List<Measurement> measurements(Speeds speeds) {
        double create = Median.of(speeds.create);
        double createOfJetty = Median.of(speeds.createOfJetty);
        double batch = Median.of(speeds.batch);
        double batchAlone = Median.of(speeds.batchAlone);
        double batchOfJetty = Median.of(speeds.batchOfJetty);
        double produced = Median.of(speeds.produced);
        return List.of(
                of("create", create, Unit.REQUESTS_PER_SECOND)
                        .noting(CREATE_CONNECTIONS
                                + " connections, 201; topology running, load on the same processors"),
                of("raw Jetty, the same requests and answers", createOfJetty, Unit.REQUESTS_PER_SECOND),
                of("raw producer, the same records", produced, Unit.ITEMS_PER_SECOND),
                of("create ÷ raw Jetty", create / createOfJetty, Unit.RATIO),
                of("create ÷ raw producer", create / produced, Unit.RATIO),
                of("create, all of the process", Median.of(speeds.createCpu), Unit.CPU_MICROSECONDS_PER_REQUEST)
                        .noting("API, log, topology and load"),
                of(
                        "raw Jetty, all of the process",
                        Median.of(speeds.createOfJettyCpu),
                        Unit.CPU_MICROSECONDS_PER_REQUEST),
                of("the load itself", Median.of(speeds.createLoadCpu), Unit.CPU_MICROSECONDS_PER_REQUEST),
                of("batch, accepted", batch, Unit.ITEMS_PER_SECOND)
                        .with(Target.atLeast(TARGET_BATCH_ITEMS))
                        .noting(IntakeRequests.BATCH_LINES + " lines, " + BATCH_CONNECTIONS
                                + " connections; topology draining at the same time"),
                of("batch, until all is visible", Median.of(speeds.batchVisible), Unit.ITEMS_PER_SECOND),
                of("batch, visible after the last answer", Median.of(speeds.batchSecondsToVisible), Unit.SECONDS),
                of("batch, all of the process", Median.of(speeds.batchCpu), Unit.CPU_MICROSECONDS_PER_ITEM)
                        .noting("intake, log, topology and load"),
                of("batch, accepted with the topology paused", batchAlone, Unit.ITEMS_PER_SECOND),
                of("raw Jetty, the same batches and answers", batchOfJetty, Unit.ITEMS_PER_SECOND),
                of("batch ÷ raw Jetty", batch / batchOfJetty, Unit.RATIO),
                of("batch ÷ raw producer", batch / produced, Unit.RATIO),
                of("batch with the topology paused ÷ raw producer", batchAlone / produced, Unit.RATIO));
    }

    private static Measurement of(String what, double value, Unit unit) {
        return Measurement.of(NAME, what, value, unit);
    }
}
