package dev.loop.benchmark;

import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.theme.ThemesInMemory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Measures what it costs to put an item into one of 500 themes, with counts, people and names, on one thread and
 * without Kafka.
 */
final class ThemesBenchmark implements Benchmark {

    private static final String NAME = "themes";
    private static final long USUAL_ITEMS = 20_000;
    private static final int TOPICS = 500;

    /** Each topic with five items, after the mean: from here on, all themes are there. */
    private static final int FIRST = 300 + 5 * TOPICS;

    /** 3,000 items a second. */
    private static final double MOST_MICROS = 1e6 / 3_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) {
        int items = Math.toIntExact(bench.size().items(USUAL_ITEMS));
        List<Double> micros = new ArrayList<>();
        for (int round = 0; round <= bench.size().rounds(); round++) {
            Messages messages = new Messages(round);
            var themes = new ThemesInMemory();
            for (int number = 0; number < FIRST; number++) {
                themes.take(messages.item(number));
            }
            List<Feedback> more = new ArrayList<>(items);
            for (int number = FIRST; number < FIRST + items; number++) {
                more.add(messages.item(number));
            }
            if (themes.size() < TOPICS - 1) {
                throw new IllegalStateException("There are " + themes.size() + " themes and not " + TOPICS);
            }
            long began = CpuTime.ofThread();
            more.forEach(themes::take);
            double each = (CpuTime.ofThread() - began) / 1e3 / items;
            bench.say(
                    "themes: round %d of %d, %.1f µs of CPU for an item among %d themes",
                    round, bench.size().rounds(), each, themes.size());
            if (round > 0) {
                micros.add(each);
            }
        }
        return List.of(Measurement.of(
                        NAME, "an item among 500 themes, one thread", Median.of(micros), Unit.CPU_MICROSECONDS_PER_ITEM)
                .with(Target.atMost(MOST_MICROS)));
    }

    /** Messages about so many topics, each with a vector of its own beside what all have in common. */
    private static final class Messages {

        private final Random random;
        private final double[] common = new double[MeaningVector.WIDTH];
        private final double[][] topics = new double[TOPICS][];

        Messages(long seed) {
            random = new Random(seed);
            fill(common, 1.5);
            for (int topic = 0; topic < TOPICS; topic++) {
                topics[topic] = new double[MeaningVector.WIDTH];
                fill(topics[topic], 1);
            }
        }

        private void fill(double[] vector, double length) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = random.nextGaussian() * length / Math.sqrt(vector.length);
            }
        }

        Feedback item(int number) {
            int topic = number % TOPICS;
            double[] vector = new double[MeaningVector.WIDTH];
            fill(vector, 0.6);
            for (int i = 0; i < vector.length; i++) {
                vector[i] += common[i] + topics[topic][i];
            }
            Instant at = Instant.EPOCH.plusSeconds(number * 60L);
            return Feedback.newBuilder()
                    .setId("fb_" + number)
                    .setProject("default")
                    .setUserId("user-" + number % 1_000)
                    .setMessage("Subject" + topic + " hangs with problem" + topic + " whenever person" + number % 97
                            + " opens part" + number % 13 + " of the report")
                    .setSentiment(Sentiment.NEGATIVE)
                    .setStatus(Status.OPEN)
                    .setCreatedAt(at)
                    .setReceivedAt(at)
                    .setUpdatedAt(at)
                    .setLanguage("en")
                    .setRevision(1)
                    .setVector(ByteBuffer.wrap(MeaningVector.bytes(vector).array()))
                    .build();
        }
    }
}
