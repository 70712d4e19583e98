package dev.loop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.connectors.analyst.Analyst;
import dev.loop.connectors.analyst.AnalystSettings;
import dev.loop.connectors.analyst.EncoderProgram;
import dev.loop.connectors.analyst.LexiconNumbers;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.connectors.log.Acknowledged;
import dev.loop.connectors.log.KafkaCommandLog;
import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.wire.WireSerdes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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

/** Two analysts whose encoders crash while items come in. */
class AnalystCrashTest {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final long SEED = System.nanoTime();
    private static final int PARTITIONS = 4;
    private static final int CRASHES = 3;
    private static final int ITEMS_A_ROUND = 25;

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

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);

    @Test
    void shouldJudgeEachItemOnce_whenEncodersCrashAtRandom() throws Exception {
        UpOptions options = UpOptions.of(directory, draft -> {
            draft.partitions = OptionalInt.of(PARTITIONS);
            draft.analyst = Optional.of(AnalystOptions.USUAL);
        });
        try (LoopProcess process = LoopProcess.start(options, new PrintWriter(Writer.nullWriter()));
                Analyst second = Analyst.start(
                        new AnalystSettings(
                                process.inside().kafka(),
                                AnalystOptions.USUAL.languages(),
                                directory.resolve("second")),
                        Optional.of(EncoderProgram.ofSystem()),
                        Optional.empty(),
                        project -> SentimentModel.prior(),
                        new LexiconNumbers(),
                        process.inside().registry(),
                        new SimpleMeterRegistry(),
                        Clock.systemUTC());
                KafkaCommandLog commands = new KafkaCommandLog(
                        process.inside().kafka(),
                        WireSerdes.of(Topics.FEEDBACK_COMMANDS, process.inside().registry())
                                .serializer())) {
            await().atMost(PATIENCE).until(second::healthy);
            Set<String> sent = new HashSet<>();
            for (int crash = 0; crash < CRASHES; crash++) {
                send(commands, sent);
                int judgedAtLeast = sent.size() - ITEMS_A_ROUND + random.nextInt(ITEMS_A_ROUND);
                await().atMost(PATIENCE).until(() -> judged(process).size() >= judgedAtLeast);
                crashOneEncoder();
            }
            send(commands, sent);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(judged(process).keySet())
                            .as("seed %d", SEED)
                            .containsExactlyInAnyOrderElementsOf(sent));
            assertThat(judged(process).values())
                    .as("changes of an item, seed %d", SEED)
                    .containsOnly(1);
            assertThat(opinions(process).values())
                    .as("opinions of an item, seed %d", SEED)
                    .allSatisfy(said -> assertThat(said).hasSize(1));
        }
    }

    private void send(KafkaCommandLog commands, Set<String> sent) {
        for (int i = 0; i < ITEMS_A_ROUND; i++) {
            String id = FeedbackId.random();
            sent.add(id);
            Acknowledged.get(commands.append(FeedbackCommand.newBuilder()
                    .setId(id)
                    .setProject("default")
                    .setAt(Instant.now())
                    .setBody(Create.newBuilder()
                            .setUserId("u1")
                            .setMessage(message())
                            .setSentiment(Sentiment.NEUTRAL)
                            .setCreatedAt(Instant.now())
                            .setJudgedBy(JudgedBy.RULES)
                            .setJudgedVersion("r1")
                            .build())
                    .build()));
        }
    }

    private String message() {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(60); i++) {
            words.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return String.join(" ", words);
    }

    private void crashOneEncoder() throws Exception {
        List<ProcessHandle> encoders = ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("dev.loop.encoder.Encoder"))
                .toList();
        if (!encoders.isEmpty()) {
            long pid = encoders.get(random.nextInt(encoders.size())).pid();
            new ProcessBuilder("kill", "-SEGV", Long.toString(pid)).start().waitFor();
        }
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
