package dev.loop.benchmark;

import dev.loop.benchmark.Bench.LoadedData;
import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.benchmark.Program.Running;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Measures the time from when a POST was due until a query that its client sends next, with the position of the write,
 * shows the item: as one item, and counted. Requests come at a fixed rate whatever the answers do.
 */
final class VisibleBenchmark implements Benchmark {

    static final int RATE = 500;

    private static final String NAME = "visible";
    private static final int CONNECTIONS = 64;
    private static final double TARGET_P99_MILLIS = 150;
    private static final int WARM_UP_SECONDS = 5;
    private static final int BODIES = 10_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) throws Exception {
        LoadedData loaded = bench.loaded();
        Path file = bench.directory(NAME).resolve("creates");
        List<Measurement> all = new ArrayList<>();
        try (Running running = bench.program().start(loaded.directory())) {
            RequestHead head = new RequestHead(running);
            RequestFile creates = new IntakeRequests(head)
                    .creates(file, SampleItems.of(BODIES, loaded.items().end()));
            HttpLoad load = new HttpLoad(running.api(), CONNECTIONS);
            long count = bench.size().requests(RATE);
            for (Look look : Look.values()) {
                bench.say("visible: %d POST/s, each followed by %s: warming up", RATE, look.words);
                load.atRate(
                        RATE, Math.min(count, (long) RATE * WARM_UP_SECONDS), new PostThenLook(creates, head, look));
                HttpLoad.Outcome outcome = load.atRate(RATE, count, new PostThenLook(creates, head, look));
                bench.say(
                        "visible: %s: p50 %.1f ms, p99 %.1f ms",
                        look.words, millis(outcome.whole(), 50), millis(outcome.whole(), 99));
                all.addAll(measurements(look, outcome, loaded.items().size()));
            }
        }
        return all;
    }

    /** The query that must show the written item. */
    private enum Look {
        ITEM("GET /v1/feedback/{id}"),
        COUNTS("GET /v1/sentiment?tag=…");

        private final String words;

        Look(String words) {
            this.words = words;
        }
    }

    private record PostThenLook(RequestFile creates, RequestHead head, Look look) implements HttpLoad.Script {
        @Override
        public ByteBuffer request(long number) {
            return creates.request(number);
        }

        @Override
        public Optional<ByteBuffer> then(long number, int step, HttpAnswer answer) {
            if (step > 0) {
                return Optional.empty();
            }
            String position = "Loop-Position: " + answer.header("loop-position").orElseThrow() + "\r\n";
            String target = look == Look.ITEM
                    ? answer.header("location").orElseThrow()
                    : "/v1/sentiment?tag=exports&group_by=plan";
            return Optional.of(head.get(target, position));
        }
    }

    private static List<Measurement> measurements(Look look, HttpLoad.Outcome outcome, long items) {
        String note = String.format(Locale.ROOT, "%d POST/s, open loop, %,d items before", RATE, items);
        List<Measurement> all = new ArrayList<>();
        if (look == Look.ITEM) {
            all.add(of("POST to 201, p50", outcome.first(), 50).noting(note));
            all.add(of("POST to 201, p99", outcome.first(), 99));
        }
        all.add(of("POST to visible in " + look.words + ", p50", outcome.whole(), 50));
        all.add(of("POST to visible in " + look.words + ", p99", outcome.whole(), 99)
                .with(Target.atMost(TARGET_P99_MILLIS)));
        return all;
    }

    private static Measurement of(String what, Histogram micros, double percentile) {
        return Measurement.of(NAME, what, millis(micros, percentile), Unit.MILLISECONDS);
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }
}
