package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.api.key.DefaultProject;
import dev.loop.process.LoopProcess;
import dev.loop.process.UpOptions;
import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.wire.WireSerdes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two analysts, each a process, are killed at random while items come in: the whole process by SIGKILL, or its encoder by
 * SIGSEGV. Each item is judged, once and in the same words, and intake goes on.
 */
class AnalystKillTest {

    /** More on demand: {@code -Dloop.analyst.kills=10}. */
    private static final int KILLS = Integer.getInteger("loop.analyst.kills", 2);

    private static final long SEED = Long.getLong("loop.analyst.seed", System.nanoTime());
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ENCODER = "dev.loop.encoder.Encoder";
    private static final int ANALYSTS = 2;
    private static final int PARTITIONS = 4;
    private static final int ITEMS_A_ROUND = 60;

    /** An intake that waited for an analyst would take seconds. */
    private static final Duration LONGEST_POST = Duration.ofSeconds(2);

    private static final List<String> WORDS = List.of(
            "the export",
            "crashes",
            "works great",
            "never finishes",
            "I love it",
            "on my phone",
            "after the update",
            "support",
            "does not answer",
            "where is",
            "the invoice",
            "thank you",
            "too slow",
            "again");

    /** What is killed. */
    private enum Kill {
        ANALYST,
        ENCODER
    }

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);
    private final List<RunningLoop> analysts = new ArrayList<>();
    private final Set<String> sent = new HashSet<>();

    @Test
    void shouldJudgeEachItemOnce_whenAnalystsAreKilledAtRandom() throws Exception {
        System.out.println("Analysts: killing " + KILLS + " times, seed " + SEED + " (-Dloop.analyst.seed)");
        UpOptions options = UpOptions.of(directory.resolve("data"), draft -> {
            draft.partitions = OptionalInt.of(PARTITIONS);
            draft.keys = new DefaultProject.GivenKeys(Optional.of(RunningLoop.SECRET_KEY), Optional.empty());
        });
        try (LoopProcess process = LoopProcess.start(options, new PrintWriter(Writer.nullWriter()))) {
            LoopClient client = new LoopClient(process.inside().api(), RunningLoop.SECRET_KEY);
            for (int number = 0; number < ANALYSTS; number++) {
                analysts.add(begin(number));
            }
            send(client);
            await().atMost(PATIENCE).until(() -> {
                assertThat(analysts).as("both run").allMatch(RunningLoop::alive);
                return judged(process).size() == sent.size();
            });
            List<Duration> quiet = send(client);

            List<Duration> killing = new ArrayList<>();
            for (Kill kill : kills()) {
                int least = judged(process).size() + random.nextInt(ITEMS_A_ROUND / 2);
                await().atMost(PATIENCE).until(() -> judged(process).size() >= Math.min(least, sent.size()));
                int victim = random.nextInt(ANALYSTS);
                String before = judged(process).size() + " of " + sent.size() + " judged";
                boolean hit = kill(kill, victim);
                List<Duration> posts = send(client);
                killing.addAll(posts);
                System.out.printf(
                        "Analysts: %s of %d %s at %s; then %d items taken in, %d ms each%n",
                        kill,
                        victim,
                        hit ? "killed" : "was not there to be killed",
                        before,
                        posts.size(),
                        median(posts).toMillis());
            }

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(judged(process).keySet())
                            .as("seed %d", SEED)
                            .containsExactlyInAnyOrderElementsOf(sent));
            System.out.printf(
                    "Analysts: intake %.1f ms while nothing is killed, %.1f ms after kills: %.2f as fast%n",
                    median(quiet).toNanos() / 1e6,
                    median(killing).toNanos() / 1e6,
                    (double) median(quiet).toNanos() / median(killing).toNanos());
            assertThat(judged(process).values())
                    .as("changes of an item, seed %d", SEED)
                    .containsOnly(1);
            assertThat(opinions(process).values())
                    .as("opinions of an item, seed %d", SEED)
                    .allSatisfy(said -> assertThat(said).hasSize(1));
            assertThat(median(killing)).as("intake, seed %d", SEED).isLessThan(LONGEST_POST);
        } finally {
            for (RunningLoop analyst : analysts) {
                if (analyst.child(ENCODER).isEmpty()) {
                    System.out.println("Analysts: one has no encoder: " + analyst.out() + analyst.complaints());
                }
                analyst.close();
            }
        }
    }

    private RunningLoop begin(int number) throws IOException {
        Path file = directory.resolve("data").resolve("kafka-client.properties");
        Properties connection = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            connection.load(in);
        }
        return RunningLoop.begin(
                directory.resolve("analyst-" + number),
                "--kafka",
                connection.getProperty("bootstrap.servers"),
                "--kafka-config",
                file.toString(),
                "--replication",
                "1",
                "--partitions",
                Integer.toString(PARTITIONS),
                "--roles",
                "analyst");
    }

    /** Returns as many of either as there are, in any order. */
    private List<Kill> kills() {
        List<Kill> kills = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            kills.add(Kill.values()[i % 2]);
        }
        Collections.shuffle(kills, random);
        return kills;
    }

    private boolean kill(Kill kill, int victim) throws Exception {
        RunningLoop analyst = analysts.get(victim);
        if (kill == Kill.ANALYST) {
            analyst.kill();
            analysts.set(victim, begin(victim));
            return true;
        }
        Optional<ProcessHandle> encoder = analyst.child(ENCODER);
        if (encoder.isPresent()) {
            new ProcessBuilder("kill", "-SEGV", Long.toString(encoder.get().pid()))
                    .start()
                    .waitFor();
        }
        return encoder.isPresent();
    }

    /** Takes items in, one after the other, and returns how long each took. */
    private List<Duration> send(LoopClient client) {
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < ITEMS_A_ROUND; i++) {
            LoopClient.Answer answer = client.post(
                            "/v1/feedback", "{\"user\":{\"id\":\"u1\"},\"message\":\"" + message() + "\"}")
                    .expect(201);
            sent.add(answer.json().path("id").asText());
            took.add(answer.took());
        }
        return took;
    }

    private String message() {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(40); i++) {
            words.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return String.join(" ", words);
    }

    private static Duration median(List<Duration> some) {
        Duration[] sorted = some.toArray(Duration[]::new);
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Returns for each item that a model judged how many changes that made. */
    private static Map<String, Integer> judged(LoopProcess process) {
        Map<String, Integer> judged = new HashMap<>();
        for (FeedbackChange change : all(Topics.FEEDBACK_EVENTS, process)) {
            change.getAfter()
                    .filter(after -> after.getJudgedBy().orElse(null) == JudgedBy.MODEL)
                    .ifPresent(after -> judged.merge(after.getId(), 1, Integer::sum));
        }
        return judged;
    }

    /** Returns for each item the different things that analysts said of it. */
    private static Map<String, Set<Judge>> opinions(LoopProcess process) {
        Map<String, Set<Judge>> opinions = new HashMap<>();
        for (FeedbackCommand command : all(Topics.FEEDBACK_COMMANDS, process)) {
            if (command.getBody() instanceof Judge judge) {
                opinions.computeIfAbsent(command.getId(), id -> new HashSet<>()).add(judge);
            }
        }
        return opinions;
    }

    private static <V extends SpecificRecord> List<V> all(Topic<V> topic, LoopProcess process) {
        Map<String, Object> config = new HashMap<>(process.inside().kafka());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (KafkaConsumer<String, V> consumer = new KafkaConsumer<>(
                config,
                new StringDeserializer(),
                WireSerdes.of(topic, process.inside().registry()).deserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<V> all = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<String, V> record : consumer.poll(Duration.ofMillis(200))) {
                    all.add(record.value());
                }
            }
            return all;
        }
    }
}
