package dev.loop.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.e2e.LoopClient.Answer;
import dev.loop.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A card number that comes in by any door is in no topic, no file, no answer and no line of the log. */
class MaskedEverywhereTest {

    private static final Duration LONGEST_READ = Duration.ofSeconds(60);

    private final Random random;
    /** Each number as it was sent, and by which door. */
    private final Map<String, String> sent = new TreeMap<>();

    private final List<String> answers = new ArrayList<>();

    MaskedEverywhereTest() {
        long seed = new Random().nextLong();
        System.out.println("MaskedEverywhereTest: seed " + seed);
        random = new Random(seed);
    }

    @Test
    void shouldKeepNoCard_whenItComesInByAnyDoor(@TempDir Path data) {
        RunningLoop.Ended ended;
        try (RunningLoop loop = RunningLoop.up(data, Map.of("LOOP_LOG", "DEBUG"))) {
            LoopClient client = loop.client();
            send(client, new LoopClient(loop.address(), RunningLoop.PUBLISHABLE_KEY));
            sendPastTheApi(loop);
            await().atMost(LONGEST_READ)
                    .untilAsserted(() -> assertThat(
                                    client.get("/v1/dead-letters").json().path("data"))
                            .hasSizeGreaterThanOrEqualTo(2));
            for (String list : List.of(
                    "/v1/feedback?limit=100",
                    "/v1/feedback?format=csv",
                    "/v1/dead-letters",
                    "/v1/events",
                    "/v1/sentiment?group_by=tag,plan,source")) {
                keep(client.get(list));
            }
            assertThat(answers.toString()).contains("[card …");
            assertThat(topics(loop)).isEmpty();
            ended = loop.stop();
        }
        assertThat(found(ended.all())).as("the log").isEmpty();
        // A number in a path is taken for an id; its answer repeats the path to the caller alone.
        assertThat(found(String.join("\n", answers))).as("answers").isSubsetOf("path");
        assertThat(files(data)).isEmpty();
    }

    private void send(LoopClient client, LoopClient page) {
        String id = keep(client.post("/v1/feedback", item("POST", "message")).expect(201))
                .json()
                .path("id")
                .asText();
        keep(page.post("/v1/feedback", item("publishable", "message")).expect(201));
        keep(client.batch(List.of(item("batch", "message"), item("batch", "tag"), item("batch", "metadata"))));
        keep(client.patch("/v1/feedback/" + id, "{\"tag\":\"billing\",\"reason\":\"%s\"}".formatted(card("reason"))));
        keep(client.patch("/v1/feedback/" + id, "{\"tag\":\"%s\"}".formatted(card("tag of a change"))));
        keep(client.post("/v1/feedback", item("wrong sentiment", "sentiment")).expect(422));
        keep(client.post("/v1/feedback", item("user", "user")).expect(422));
        keep(client.post("/v1/feedback", item("externalId", "externalId")).expect(422));
        keep(client.post("/v1/feedback", item("unknown field", "x")).expect(422));
        keep(client.post("/v1/feedback", item("POST", "message"), "Idempotency-Key", bare("Idempotency-Key"))
                .expect(422));
        keep(client.post("/v1/feedback", "{\"message\":" + bare("malformed JSON")));
        keep(client.get("/v1/feedback/" + bare("path")));
        keep(client.get("/v1/feedback?q=" + bare("search")));
        keep(client.get("/v1/feedback?status=" + bare("parameter")));
    }

    /** Commands of a program that writes to the topic itself: one that nobody can read, and one with a wrong key. */
    private void sendPastTheApi(RunningLoop loop) {
        try (Outsider outsider = new Outsider(loop)) {
            outsider.send(Topics.FEEDBACK_COMMANDS, 0, "fb_x", ("nobody reads " + bare("poison")).getBytes(UTF_8));
            outsider.send(Topics.FEEDBACK_COMMANDS, 1, bare("key"), "nobody reads this".getBytes(UTF_8));
        }
    }

    private String item(String door, String field) {
        String number = card(door + ", " + field);
        return """
                {"user":{"id":"%s"},"message":"%s","sentiment":"%s","tag":"%s","metadata":{"note":"%s"}%s}""".formatted(
                field.equals("user") ? number : "u_1",
                field.equals("message") ? number : "Charged twice",
                field.equals("sentiment") ? number : "negative",
                field.equals("tag") ? number : "billing",
                field.equals("metadata") ? number : "none",
                field.equals("externalId") || field.equals("x") ? ",\"%s\":\"%s\"".formatted(field, number) : "");
    }

    private Answer keep(Answer answer) {
        answers.add(answer.text());
        return answer;
    }

    private String card(String door) {
        String bare = bare(door);
        String grouped = bare.replaceAll("(\\d{4})(?=\\d)", "$1 ");
        sent.put(grouped, door);
        return random.nextBoolean() ? bare : grouped;
    }

    /** Returns a number of Visa's that nobody has yet: the digits at its end make the sum right. */
    private String bare(String door) {
        StringBuilder digits = new StringBuilder("4");
        while (digits.length() < 15) {
            digits.append(random.nextInt(10));
        }
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            int digit = digits.charAt(14 - i) - '0';
            sum += i % 2 == 0 ? digit * 2 / 10 + digit * 2 % 10 : digit;
        }
        String number = digits.append((10 - sum % 10) % 10).toString();
        sent.put(number, door);
        return number;
    }

    private List<String> found(String text) {
        return sent.entrySet().stream()
                .filter(number -> text.contains(number.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Returns where in the topics a number stands. Commands of outside writers stay in theirs until it is purged. */
    private List<String> topics(RunningLoop loop) {
        Map<String, Object> settings = new HashMap<>(loop.kafka());
        settings.put("exclude.internal.topics", false);
        settings.put("auto.offset.reset", "earliest");
        List<String> where = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics().values().stream()
                    .flatMap(List::stream)
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            await().atMost(LONGEST_READ).until(() -> {
                for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ofMillis(200))) {
                    String text = text(read.key()) + text(read.value()) + read.headers();
                    read.headers().forEach(header -> where.addAll(told(read.topic(), text(header.value()))));
                    where.addAll(told(read.topic(), text));
                }
                return partitions.stream().allMatch(one -> consumer.position(one) >= ends.get(one));
            });
        }
        return where;
    }

    private List<String> told(String place, String text) {
        return found(text).stream()
                .filter(door -> !place.equals(Topics.FEEDBACK_COMMANDS.name())
                        || !List.of("poison", "key").contains(door))
                .map(door -> place + ": " + door)
                .toList();
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, ISO_8859_1);
    }

    private List<String> files(Path data) {
        List<String> where = new ArrayList<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String place = data.relativize(file).toString();
                String topic = place.startsWith("kafka/") ? place.substring(6).replaceFirst("-\\d+/.*", "") : place;
                where.addAll(told(topic, text(Files.readAllBytes(file))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return where;
    }
}
