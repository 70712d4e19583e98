package dev.loop.benchmark;

import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.benchmark.Program.Running;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Measures what 200 clients of {@code GET /v1/stream}, half of which never read, cost all others: POSTs and questions
 * at a fixed rate, alternately with them and without them; and the clients' cost in memory.
 */
final class LiveBenchmark implements Benchmark {

    private static final String NAME = "live";
    private static final int RATE = 100;
    private static final int CONNECTIONS = 32;
    private static final int BODIES = 5_000;
    private static final int READING = 100;
    private static final int NOT_READING = 100;
    /** The most that the program queues for a client that does not read. */
    private static final int MOST_QUEUED = 256 << 10;

    /** The figures of each round. */
    private static final class Figures {
        private final List<Histogram> posts = new ArrayList<>();
        private final List<Histogram> questions = new ArrayList<>();
        private final List<Double> cpuMicros = new ArrayList<>();

        double post(double percentile) {
            return Median.of(posts, times -> times.getValueAtPercentile(percentile) / 1e3);
        }

        double question(double percentile) {
            return Median.of(questions, times -> times.getValueAtPercentile(percentile) / 1e3);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) throws Exception {
        Path directory = bench.directory(NAME);
        Figures without = new Figures();
        Figures with = new Figures();
        List<Double> queued = new ArrayList<>();
        List<Double> heap = new ArrayList<>();
        try (Running running = bench.program().start(directory.resolve("data"))) {
            RequestHead head = new RequestHead(running);
            RequestFile creates = new IntakeRequests(head)
                    .creates(directory.resolve("creates"), SampleItems.of(BODIES, Instant.now()));
            long told = 0;
            for (int round = 0; round <= bench.size().rounds(); round++) {
                double before = liveHeap();
                load(bench, running, head, creates, round > 0 ? without : new Figures());
                try (LiveTails tails = LiveTails.open(running.api(), head, READING, NOT_READING)) {
                    fillUp(running, creates);
                    load(bench, running, head, creates, round > 0 ? with : new Figures());
                    if (round > 0) {
                        queued.add(metric(running, "loop_live_queued_bytes") / (1 << 20));
                        heap.add(Math.max(0, liveHeap() - before));
                    }
                    told = tails.told();
                    bench.say(
                            "live: round %d of %d: %d clients at the end, %,d messages read, %.1f MiB queued",
                            round,
                            bench.size().rounds(),
                            (int) metric(running, "loop_live_clients"),
                            told,
                            metric(running, "loop_live_queued_bytes") / (1 << 20));
                }
            }
            if (told == 0) {
                throw new IllegalStateException("The clients that read were told nothing");
            }
        } finally {
            Bench.delete(directory);
        }
        return measurements(without, with, queued, heap);
    }

    /** Sends until the system's buffers of the clients that do not read are full. */
    private static void fillUp(Running running, RequestFile creates) throws Exception {
        double before = metric(running, "loop_live_gaps_total");
        HttpLoad load = new HttpLoad(running.api(), CONNECTIONS);
        while (metric(running, "loop_live_gaps_total") < before + NOT_READING) {
            load.atFullSpeed(BODIES / 10, creates::request);
        }
    }

    private static void load(Bench bench, Running running, RequestHead head, RequestFile creates, Figures into)
            throws IOException {
        long count = bench.size().requests(RATE);
        long cpu = CpuTime.ofProcess();
        HttpLoad.Outcome posts =
                new HttpLoad(running.api(), CONNECTIONS).atRate(RATE, count, new PostThenAsk(creates, head));
        into.cpuMicros.add(CpuTime.since(cpu) / 1e3 / count);
        into.posts.add(posts.first());
        HttpLoad.Outcome questions = new HttpLoad(running.api(), CONNECTIONS)
                .atRate(RATE, count, number -> head.get("/v1/sentiment?group_by=tag,plan"));
        into.questions.add(questions.whole());
    }

    /** A POST, and a question that has nothing to wait for. */
    private record PostThenAsk(RequestFile creates, RequestHead head) implements HttpLoad.Script {
        @Override
        public ByteBuffer request(long number) {
            return creates.request(number);
        }

        @Override
        public Optional<ByteBuffer> then(long number, int step, HttpAnswer answer) {
            return step > 0 ? Optional.empty() : Optional.of(head.get("/v1/feedback?limit=20"));
        }
    }

    private static double metric(Running running, String name) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(running.api().resolve("/metrics"))
                .header("Authorization", "Bearer " + running.secretKey())
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Returns the heap in use of this process, which includes the clients, in MiB. */
    private static double liveHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / (double) (1 << 20);
    }

    private static List<Measurement> measurements(
            Figures without, Figures with, List<Double> queued, List<Double> heap) {
        String who = (READING + NOT_READING) + " live clients";
        String note = String.format(
                Locale.ROOT, "%d POST/s and as many questions, %d of the clients never read", RATE, NOT_READING);
        List<Measurement> all = new ArrayList<>();
        for (double percentile : new double[] {50, 99}) {
            String p = ", p" + (int) percentile;
            all.add(millis("POST to 201" + p, without.post(percentile)));
            all.add(millis("POST to 201 beside " + who + p, with.post(percentile))
                    .noting(note));
            all.add(millis("GET /v1/sentiment" + p, without.question(percentile)));
            all.add(millis("GET /v1/sentiment beside " + who + p, with.question(percentile)));
        }
        all.add(Measurement.of(
                NAME, "CPU of a POST and a list", Median.of(without.cpuMicros), Unit.CPU_MICROSECONDS_PER_REQUEST));
        all.add(Measurement.of(
                        NAME,
                        "CPU of a POST and a list beside " + who,
                        Median.of(with.cpuMicros),
                        Unit.CPU_MICROSECONDS_PER_REQUEST)
                .noting("that is telling " + READING + " clients of each item, and their reading it"));
        all.add(Measurement.of(NAME, "queued for " + who, Median.of(queued), Unit.MEBIBYTES)
                .with(Target.atMost(NOT_READING * MOST_QUEUED / (double) (1 << 20))));
        all.add(Measurement.of(NAME, "heap that " + who + " take", Median.of(heap), Unit.MEBIBYTES));
        return all;
    }

    private static Measurement millis(String what, double value) {
        return Measurement.of(NAME, what, value, Unit.MILLISECONDS);
    }
}
