package dev.loop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loop.api.key.DefaultProject.GivenKeys;
import dev.loop.broker.BrokerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files are damaged between and under runs. {@code -Dloop.damage.seed} chooses the bytes, {@code -Dloop.damage.rounds} how
 * often.
 */
class DamageTest {

    private static final long SEED = Long.getLong("loop.damage.seed", 20_261_130L);
    private static final int ROUNDS = Integer.getInteger("loop.damage.rounds", 1);
    private static final int ITEMS = 600;
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String KEY = "sk_0123456789abcdefghij";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Random random = new Random(SEED);

    @TempDir
    private Path data;

    @Test
    void shouldCountEveryItem_whenWhatKafkaStillHasIsDamaged() throws Exception {
        System.out.println("DamageTest: seed " + SEED);
        try (LoopProcess loop = start()) {
            send(loop);
        }
        for (int round = 0; round < ROUNDS; round++) {
            int lost = random.nextInt(PARTITIONS);
            remove(task(lost));
            flip(largest(data.resolve("kafka/loop-feedback-changelog-" + lost), ".log"));
            Files.write(task(1 - lost).resolve(".checkpoint_feedback"), bytes(40));
            Files.write(data.resolve("kafka/meta.properties"), new byte[0]);
            Files.write(data.resolve("kafka/feedback-commands-0/leader-epoch-checkpoint"), bytes(40));
            try (LoopProcess loop = start()) {
                whole(loop);
            }

            Path store = largest(task(random.nextInt(PARTITIONS)).resolve("feedback"), ".sst");
            flip(store);
            try (LoopProcess loop = start()) {
                // Reads all, and so finds it, if the start has not.
                get(loop, "/v1/feedback?format=ndjson");
                whole(loop);
            }
        }
    }

    @Test
    void shouldKeepAndTellAndPutBack_whenASettingCannotBeRead() throws Exception {
        String release = "{\"releasedAt\":\"2026-06-19T14:00:00Z\",\"title\":\"Two\"}";
        try (LoopProcess loop = start()) {
            assertThat(put(loop, "/v1/releases/2.0", release).statusCode()).isEqualTo(201);
            garbage(loop, "releases", "default/2.0");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(get(loop, "/health/ready"))
                            .contains("degraded", "control-table", "default/2.0", "loop repair"));

            assertThat(get(loop, "/v1/releases")).contains("Two");
            HttpResponse<String> over = put(loop, "/v1/releases/2.0", release.replace("Two", "Three"));
            assertThat(over.statusCode()).isEqualTo(503);
            assertThat(over.body()).contains("cannot be read", "Nothing is written over it");
        }
        assertThatThrownBy(this::start)
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("default/2.0")
                .hasMessageContaining("the topic releases (offset ")
                .hasMessageContaining("schema 99")
                .hasMessageContaining("loop repair");

        assertThat(repair(false)).contains("would be put back", "Nothing was changed");
        assertThat(repair(true)).contains("put back", "Done");
        assertThat(repair(true)).contains("nothing to repair");
        try (LoopProcess loop = start()) {
            assertThat(get(loop, "/v1/releases")).contains("Two");
        }
    }

    private LoopProcess start() {
        return LoopProcess.start(options(), new PrintWriter(new StringWriter()));
    }

    private UpOptions options() {
        return UpOptions.of(data, draft -> {
            draft.partitions = OptionalInt.of(PARTITIONS);
            draft.keys = new GivenKeys(Optional.of(KEY), Optional.empty());
        });
    }

    private String repair(boolean apply) {
        StringWriter out = new StringWriter();
        Repair.run(options(), apply, new PrintWriter(out));
        return out.toString();
    }

    private void send(LoopProcess loop) throws Exception {
        String lines = IntStream.range(0, ITEMS)
                .mapToObj(i ->
                        "{\"user\":{\"id\":\"u_%d\"},\"message\":\"%x\",\"sentiment\":\"negative\",\"tag\":\"t%d\"}"
                                .formatted(i, random.nextLong(), i % 3))
                .collect(Collectors.joining("\n"));
        HttpResponse<String> answer = call(
                loop,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofString(lines)),
                "/v1/feedback/batch");
        assertThat(answer.statusCode()).isEqualTo(202);
        whole(loop);
    }

    /** Ready, and with all items by count, by tag and in the list. */
    private void whole(LoopProcess loop) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            JsonNode ready = JSON.readTree(get(loop, "/health/ready"));
            assertThat(ready.path("checks").path("partitions").asText()).isEqualTo(PARTITIONS + " of " + PARTITIONS);
            JsonNode counts = JSON.readTree(get(loop, "/v1/sentiment?group_by=tag"));
            assertThat(counts.path("total").path("total").asInt()).isEqualTo(ITEMS);
            counts.path("rows")
                    .forEach(row -> assertThat(row.path("total").asInt()).isEqualTo(ITEMS / 3));
            assertThat(get(loop, "/v1/feedback?format=ndjson").lines().distinct())
                    .hasSize(ITEMS);
        });
    }

    private static void garbage(LoopProcess loop, String topic, String key) throws Exception {
        byte[] ofUnknownSchema = {0, 0, 0, 0, 99, 1, 2};
        try (var producer =
                new KafkaProducer<>(loop.inside().kafka(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, key, ofUnknownSchema)).get();
        }
    }

    private String get(LoopProcess loop, String path) throws Exception {
        try {
            return call(loop, HttpRequest.newBuilder(), path).body();
        } catch (IOException brokenOff) {
            // An empty text stands for an answer whose rest cannot be read.
            return "";
        }
    }

    private HttpResponse<String> put(LoopProcess loop, String path, String body) throws Exception {
        return call(
                loop,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body)),
                path);
    }

    private HttpResponse<String> call(LoopProcess loop, HttpRequest.Builder request, String path) throws Exception {
        URI uri = loop.inside().api().resolve(path);
        return http.send(
                request.uri(uri)
                        .header("Authorization", "Bearer " + KEY)
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofString());
    }

    /** The directory of the task that has the store of feedback of a partition. */
    private Path task(int partition) throws IOException {
        try (Stream<Path> tasks = Files.list(data.resolve("stores/loop"))) {
            return tasks.filter(task -> task.toString().endsWith("_" + partition))
                    .filter(task -> Files.isDirectory(task.resolve("feedback")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Path largest(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    /** Sixteen bytes somewhere in the middle half. */
    private void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int at = bytes.length / 4 + random.nextInt(bytes.length / 2);
        System.out.println("DamageTest: " + data.relativize(file) + " of " + bytes.length + " bytes at " + at);
        for (int i = at; i < Math.min(at + 16, bytes.length); i++) {
            bytes[i] ^= (byte) 0xff;
        }
        Files.write(file, bytes);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        bytes[0] = (byte) 0xff;
        return bytes;
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        }
    }
}
