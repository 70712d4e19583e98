package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.e2e.LoopClient.Answer;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.FeedbackId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Invalid input is refused with a reason, over HTTP and straight on the topic, and the stream goes on. */
@ExtendWith(SharedLoop.class)
class BadInputTest {

    private final RunningLoop loop;
    private final LoopClient client;

    BadInputTest(RunningLoop loop) {
        this.loop = loop;
        this.client = loop.client();
    }

    @Test
    void shouldNameTheField_whenAnItemCannotBe() {
        refused("sentiment", LoopClient.item("m", "angry", Map.of()));
        refused("message", "{\"user\":{\"id\":\"u\"},\"sentiment\":\"neutral\"}");
        refused("createdAt", LoopClient.item("m", "neutral", Map.of("createdAt", "2099-01-01T00:00:00Z")));
        refused("createdAt", LoopClient.item("m", "neutral", Map.of("createdAt", "1970-01-01T00:00:00Z")));
        refused("tag", LoopClient.item("m", "neutral", Map.of("tag", "t".repeat(100_000))));
        refused("message", "{\"user\":{\"id\":\"u\"},\"message\":\"a\\u0000b\",\"sentiment\":\"neutral\"}");
        refused("message", "{\"user\":{\"id\":\"u\"},\"message\":\"a\\ud83d\",\"sentiment\":\"neutral\"}");
        refused("tag", "{\"user\":{\"id\":\"u\"},\"message\":\"\",\"sentiment\":\"neutral\",\"tag\":\"\\udc00\"}");

        String large = LoopClient.item("m".repeat(2 << 20), "neutral", Map.of());
        assertThat(client.post("/v1/feedback", large).expect(413).problem()).isEqualTo("too-large");
        assertThat(client.metric("loop_intake_refused_total", Map.of("reason", "createdAt")))
                .isGreaterThanOrEqualTo(2);
    }

    private void refused(String field, String body) {
        Answer answer = client.post("/v1/feedback", body).expect(422);
        assertThat(answer.problem()).isEqualTo("invalid-body");
        assertThat(answer.field()).isEqualTo(field);
        assertThat(answer.json().at("/errors/0/remedy").asText()).isNotBlank();
    }

    @Test
    void shouldTakeTheGoodLines_whenOneInTheMiddleIsBroken() {
        Answer answer = client.batch(List.of(
                        LoopClient.item("first", "neutral", Map.of("externalId", "middle-1")),
                        "{\"user\":{\"id\":\"u\"},\"mess",
                        LoopClient.item("third", "neutral", Map.of("externalId", "middle-3"))))
                .expect(202);
        assertThat(answer.json().path("results").findValuesAsText("status"))
                .containsExactly("created", "refused", "created");
        assertThat(answer.json().at("/results/1/line").asInt()).isEqualTo(2);
        for (int line : new int[] {0, 2}) {
            String id = answer.json().at("/results/" + line + "/id").asText();
            client.get("/v1/feedback/" + id, "Loop-Position", answer.header("Loop-Position"))
                    .expect(200);
        }
    }

    @Test
    void shouldRefuseReads_whenTheKeyIsPublishable() {
        LoopClient publishable = new LoopClient(loop.address(), RunningLoop.PUBLISHABLE_KEY);
        for (String path : List.of("/v1/feedback", "/v1/sentiment", "/v1/sentiment/timeline", "/v1/accounts/a")) {
            assertThat(publishable.get(path).expect(403).problem()).isEqualTo("forbidden");
        }
        assertThat(publishable
                        .delete("/v1/feedback/" + FeedbackId.random())
                        .expect(403)
                        .problem())
                .isEqualTo("forbidden");
        publishable
                .post("/v1/feedback", LoopClient.item("m", "neutral", Map.of()))
                .expect(201);
        assertThat(new LoopClient(loop.address(), "sk_of_somebody_else_entirely")
                        .get("/v1/sentiment")
                        .expect(401)
                        .problem())
                .isEqualTo("unauthenticated");
    }

    /** A bad record, its place on the topic, and the expected reason. */
    private record Poison(RecordMetadata at, byte[] value, String reason) {}

    @Test
    void shouldKeepBytesAndReason_whenPoisonIsPutStraightOnTheTopic() {
        try (Outsider outsider = new Outsider(loop)) {
            double counted = client.metric("loop_dead_letters_total", Map.of());
            List<Poison> all = poison(outsider);

            for (Poison poison : all) {
                ConsumerRecord<byte[], byte[]> letter = letter(outsider, poison.at());
                assertThat(letter.value()).isEqualTo(poison.value());
                assertThat(header(letter, "loop.reason")).isEqualTo(poison.reason());
                assertThat(header(letter, "loop.detail")).isNotBlank();
            }
            assertShownAndReplayed(all);
            // Each partition goes on: an item after the poison in each of them is counted.
            for (int partition = 0; partition < 4; partition++) {
                FeedbackCommand good = command(homeOf(partition), "good", Sentiment.POSITIVE, Instant.now());
                RecordMetadata at = outsider.send(
                        Topics.FEEDBACK_COMMANDS, null, good.getId(), outsider.encode(Topics.FEEDBACK_COMMANDS, good));
                assertThat(at.partition()).isEqualTo(partition);
                JsonNode item = client.get(
                                "/v1/feedback/" + good.getId(), "Loop-Position", partition + ":" + at.offset())
                        .expect(200)
                        .json();
                assertThat(item.path("message").asText()).isEqualTo("good");
            }
            assertThat(client.metric("loop_dead_letters_total", Map.of())).isEqualTo(counted + all.size());
            assertThat(client.metric("loop_dead_letters_total", Map.of("reason", "unknown-schema")))
                    .isPositive();
        }
    }

    /** Over HTTP, page by page; and one of them makes an item after all. */
    private void assertShownAndReplayed(List<Poison> all) {
        List<JsonNode> letters = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    client.get("/v1/dead-letters?limit=5" + cursor).expect(200).json();
            page.path("data").forEach(letters::add);
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());
        assertThat(letters).extracting(letter -> letter.path("id").asText()).doesNotHaveDuplicates();
        for (Poison poison : all) {
            assertThat(letters)
                    .filteredOn(letter -> letter.path("partition").asInt()
                                    == poison.at().partition()
                            && letter.path("offset").asLong() == poison.at().offset())
                    .singleElement()
                    .satisfies(
                            letter -> assertThat(letter.path("reason").asText()).isEqualTo(poison.reason()));
        }
        JsonNode meant = letters.stream()
                .filter(letter -> letter.path("reason").asText().equals("wrong-partition"))
                .findFirst()
                .orElseThrow();
        String replay = "/v1/dead-letters/" + meant.path("id").asText() + "/replay";
        Answer taken = client.post(replay, "").expect(201);
        assertThat(taken.json().path("message").asText()).isEqualTo("fine");
        assertThat(client.post(replay, "").expect(200).json().path("id"))
                .isEqualTo(taken.json().path("id"));
    }

    private static List<Poison> poison(Outsider outsider) {
        List<Poison> all = new ArrayList<>();
        for (int partition = 0; partition < 4; partition++) {
            all.add(put(outsider, partition, "k", "garbage".getBytes(StandardCharsets.UTF_8), "malformed"));
        }
        all.add(put(outsider, 0, null, new byte[] {1, 2, 3}, "malformed"));
        all.add(put(outsider, 1, "k", new byte[0], "malformed"));
        all.add(put(outsider, 2, "k", null, "malformed"));
        all.add(put(outsider, 3, "k", new byte[] {0, 0, 1, (byte) 0xe2, 0x40, 9, 9}, "unknown-schema"));

        FeedbackCommand fine = command(homeOf(1), "fine", Sentiment.NEUTRAL, Instant.now());
        byte[] bytes = outsider.encode(Topics.FEEDBACK_COMMANDS, fine);
        all.add(put(outsider, 1, "another key", bytes, "wrong-key"));
        all.add(put(outsider, 2, fine.getId(), bytes, "wrong-partition"));
        byte[] cut = Arrays.copyOf(bytes, bytes.length - 3);
        all.add(put(outsider, 1, fine.getId(), cut, "malformed"));

        impossible(outsider, all, command(homeOf(0), "2099", Sentiment.NEUTRAL, Instant.parse("2099-01-01T00:00:00Z")));
        impossible(outsider, all, command(homeOf(1), "1970", Sentiment.NEUTRAL, Instant.EPOCH));
        impossible(outsider, all, command(homeOf(2), "unknown", Sentiment.UNKNOWN, Instant.now()));
        impossible(outsider, all, command(homeOf(3), "nul \0", Sentiment.NEUTRAL, Instant.now()));
        impossible(outsider, all, command("not an id", "id", Sentiment.NEUTRAL, Instant.now()));
        return all;
    }

    private static void impossible(Outsider outsider, List<Poison> all, FeedbackCommand command) {
        byte[] bytes = outsider.encode(Topics.FEEDBACK_COMMANDS, command);
        all.add(put(outsider, null, command.getId(), bytes, "invalid"));
    }

    private static Poison put(Outsider outsider, Integer partition, String key, byte[] value, String reason) {
        return new Poison(outsider.send(Topics.FEEDBACK_COMMANDS, partition, key, value), value, reason);
    }

    private static ConsumerRecord<byte[], byte[]> letter(Outsider outsider, RecordMetadata of) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> outsider.raw(Topics.DEAD_LETTERS).stream()
                                .filter(letter -> header(letter, "loop.topic").equals(of.topic())
                                        && header(letter, "loop.partition").equals("" + of.partition())
                                        && header(letter, "loop.offset").equals("" + of.offset()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** An id that lives in that partition of the four. */
    private static String homeOf(int partition) {
        while (true) {
            String id = FeedbackId.random();
            byte[] key = id.getBytes(StandardCharsets.UTF_8);
            if (Utils.toPositive(Utils.murmur2(key)) % 4 == partition) {
                return id;
            }
        }
    }

    private static FeedbackCommand command(String id, String message, Sentiment sentiment, Instant createdAt) {
        Create create = Create.newBuilder()
                .setUserId("u_outside")
                .setMessage(message)
                .setSentiment(sentiment)
                .setStatus(Status.OPEN)
                .setCreatedAt(createdAt)
                .setMetadata(Map.of())
                .build();
        return new FeedbackCommand(id, "default", Instant.now(), "outside", null, create);
    }
}
