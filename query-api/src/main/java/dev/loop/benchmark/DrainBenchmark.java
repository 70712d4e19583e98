package dev.loop.benchmark;

import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.broker.EmbeddedKafka;
import dev.loop.broker.TopicLayout;
import dev.loop.broker.TopicSetup;
import dev.loop.schemas.Topics;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.topology.run.FeedbackStreams;
import dev.loop.topology.run.StreamsSettings;
import dev.loop.topology.store.StoreNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Measures how many events a second the whole feedback sub-topology takes off a full topic, beside topologies with the
 * same settings that only pass bytes on, and a consumer that only reads. Progress is what the group has committed, so
 * that everything counted is done: in the stores, on the topics, and in the changelog.
 */
final class DrainBenchmark implements Benchmark {

    private static final String NAME = "drain";
    private static final String FIRST = "first";
    private static final long USUAL_ITEMS = 1_000_000;
    private static final double TARGET_RATIO = 0.5;

    /** The share of items at the beginning that is not counted, since starting up is not draining. */
    private static final double UNCOUNTED_SHARE = 0.1;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGEST_RUN = Duration.ofMinutes(30);

    private enum Contender {
        CONSUMER("raw consumer, read_committed"),
        PASS("pass-through, exactly once, 1 sink"),
        PASS_THREE("pass-through, exactly once, 3 sinks"),
        FULL("full feedback sub-topology");

        private final String words;

        Contender(String words) {
            this.words = words;
        }
    }

    /** @param cpuMicros processor time of the whole process for one item */
    private record Run(double itemsPerSecond, double cpuMicros) {}

    /** The resources that all runs share. */
    private record Stage(
            Bench bench,
            EmbeddedKafka kafka,
            Admin admin,
            SchemaRegistryClient registry,
            Path state,
            long items,
            int partitions) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) throws Exception {
        Path directory = bench.directory(NAME);
        SampleItems items = SampleItems.of(bench.size().items(USUAL_ITEMS), Instant.now());
        SchemaRegistryClient registry = new InMemorySchemaRegistry();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
                Admin admin = Admin.create(kafka.clientSettings())) {
            int partitions =
                    new TopicSetup(admin, TopicLayout.embedded(OptionalInt.empty()), PATIENCE).prepare(Topics.all());
            bench.say("drain: filling the topic with %,d items", items.size());
            Loading.fill(kafka.clientSettings(), registry, items, bench::say);
            Stage stage =
                    new Stage(bench, kafka, admin, registry, directory.resolve("stores"), items.size(), partitions);
            return measurements(rounds(stage));
        } finally {
            Bench.delete(directory);
        }
    }

    /** One way to drain the topic, under an application name of its own. */
    private interface Drain {
        Run run(String application) throws Exception;
    }

    private static Map<Contender, List<Run>> rounds(Stage stage) throws Exception {
        Map<Contender, Drain> drains = drains(stage);
        Map<Contender, List<Run>> runs = new EnumMap<>(Contender.class);
        List<Contender> order = new ArrayList<>(List.of(Contender.values()));
        int rounds = stage.bench().size().rounds();
        for (int round = 0; round <= rounds; round++) {
            for (Contender contender : order) {
                Run run = Objects.requireNonNull(drains.get(contender)).run(contender + "-" + round);
                say(stage, round == 0 ? "warm-up" : "round " + round + " of " + rounds, contender, run);
                if (round > 0) {
                    runs.computeIfAbsent(contender, c -> new ArrayList<>()).add(run);
                }
            }
            Collections.reverse(order);
        }
        return runs;
    }

    private static Map<Contender, Drain> drains(Stage stage) throws Exception {
        // One run comes first for its output, which the pass-through with three sinks has to write as well.
        say(stage, "once before all", Contender.FULL, drainFull(stage, FIRST));
        List<Integer> written = TopicBytes.averages(
                stage.kafka().clientSettings(),
                List.of(
                        Topics.FEEDBACK.name(),
                        Topics.FEEDBACK_EVENTS.name(),
                        FIRST + "-" + StoreNames.FEEDBACK + "-changelog"));
        PassThrough pass = PassThrough.toOneTopic(stage.admin(), stage.partitions());
        PassThrough passThree = PassThrough.toThreeTopics(stage.admin(), stage.partitions(), written);
        return Map.of(
                Contender.CONSUMER, application -> consume(stage),
                Contender.PASS, application -> drainPass(stage, pass, application),
                Contender.PASS_THREE, application -> drainPass(stage, passThree, application),
                Contender.FULL, application -> drainFull(stage, application));
    }

    private static void say(Stage stage, String when, Contender contender, Run run) {
        stage.bench()
                .say(
                        "drain: %s, %s: %,.0f items/s, %.1f µs of CPU an item",
                        when, contender.words, run.itemsPerSecond(), run.cpuMicros());
    }

    private static Run consume(Stage stage) {
        long cpu = CpuTime.ofProcess();
        long began = System.nanoTime();
        long read = new TopicReader(stage.kafka().clientSettings(), Topics.FEEDBACK_COMMANDS.name()).readAll();
        return new Run(read * 1e9 / (System.nanoTime() - began), CpuTime.since(cpu) / 1e3 / read);
    }

    private static Run drainFull(Stage stage, String application) throws Exception {
        StreamsSettings settings = settings(stage, application);
        try (FeedbackStreams streams = FeedbackStreams.start(settings, stage.registry(), stage.partitions())) {
            return progress(stage, application);
        } finally {
            Bench.delete(settings.stateDirectory());
        }
    }

    private static Run drainPass(Stage stage, PassThrough pass, String application) throws Exception {
        StreamsSettings settings = settings(stage, application);
        Properties config = settings.properties();
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        try (KafkaStreams streams = new KafkaStreams(pass.topology(), config)) {
            streams.start();
            return progress(stage, application);
        } finally {
            Bench.delete(settings.stateDirectory());
        }
    }

    private static StreamsSettings settings(Stage stage, String application) throws IOException {
        return stage.bench()
                .program()
                .streamsSettings(stage.kafka().clientSettings(), stage.state().resolve(application), application);
    }

    /**
     * Measures from the first commits to the last item. If there are so few items that they are one commit, the start
     * counts too.
     */
    private static Run progress(Stage stage, String group) throws Exception {
        CommittedCount committed = new CommittedCount(stage.admin(), group);
        long began = System.nanoTime();
        long cpu = CpuTime.ofProcess();
        long from = committed.awaitAtLeast(Math.max(1, (long) (stage.items() * UNCOUNTED_SHARE)), LONGEST_RUN);
        if (from < stage.items()) {
            began = System.nanoTime();
            cpu = CpuTime.ofProcess();
            committed.awaitAtLeast(stage.items(), LONGEST_RUN);
        } else {
            from = 0;
        }
        double counted = stage.items() - from;
        return new Run(counted * 1e9 / (System.nanoTime() - began), CpuTime.since(cpu) / 1e3 / counted);
    }

    private static List<Measurement> measurements(Map<Contender, List<Run>> runs) {
        List<Measurement> all = new ArrayList<>();
        for (Contender contender : Contender.values()) {
            List<Run> own = runs.getOrDefault(contender, List.of());
            all.add(Measurement.of(NAME, contender.words, Median.of(own, Run::itemsPerSecond), Unit.ITEMS_PER_SECOND));
            all.add(Measurement.of(
                    NAME, contender.words, Median.of(own, Run::cpuMicros), Unit.CPU_MICROSECONDS_PER_ITEM));
        }
        all.add(ratio(runs, Contender.PASS).with(Target.atLeast(TARGET_RATIO)));
        all.add(ratio(runs, Contender.PASS_THREE).noting("as many records and bytes written as by the full one"));
        all.add(ratio(runs, Contender.CONSUMER));
        all.add(cpuRatio(runs, Contender.PASS));
        all.add(cpuRatio(runs, Contender.PASS_THREE).noting("steadier than speeds where the machine is shared"));
        return all;
    }

    /** Returns the processor time of the other contender for one item, divided by that of the full topology. */
    private static Measurement cpuRatio(Map<Contender, List<Run>> runs, Contender ceiling) {
        double full = Median.of(runs.getOrDefault(Contender.FULL, List.of()), Run::cpuMicros);
        double other = Median.of(runs.getOrDefault(ceiling, List.of()), Run::cpuMicros);
        return Measurement.of(NAME, "full ÷ " + ceiling.words + ", by CPU", other / full, Unit.RATIO);
    }

    /** Returns the ratio of the medians. */
    private static Measurement ratio(Map<Contender, List<Run>> runs, Contender ceiling) {
        double full = Median.of(runs.getOrDefault(Contender.FULL, List.of()), Run::itemsPerSecond);
        double other = Median.of(runs.getOrDefault(ceiling, List.of()), Run::itemsPerSecond);
        return Measurement.of(NAME, "full ÷ " + ceiling.words, full / other, Unit.RATIO);
    }
}
