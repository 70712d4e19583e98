package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.e2e.RecordingReceiver.Manner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The program to be killed, an endpoint with a receiver of its own, and the items that nobody else is told of. For one
 * instant of {@link KillInstant}; the program goes on to the next scene.
 */
final class KillScene implements AutoCloseable {

    /** Requests that may be under way to the endpoint. */
    static final int CONCURRENCY = 10;

    private static final Duration LONGEST_CATCHING_UP = Duration.ofSeconds(120);
    /** The time for data that a killed program had already given to the kernel. */
    private static final Duration LAST_BYTES = Duration.ofMillis(50);

    private static final Map<String, String> QUICK =
            Map.of("LOOP_WEBHOOK_DELAYS", "0s,1s,1s,1s,2s,2s,2s,2s", "LOOP_ALLOW_PRIVATE_WEBHOOKS", "127.0.0.0/8");

    private final Path data;
    private final String tag;
    private final Random random;
    private final RecordingReceiver receiver;
    private final String endpoint;
    private final Set<String> accepted = new ConcurrentSkipListSet<>();
    private final List<String> secrets = new ArrayList<>();
    private RunningLoop loop;
    private int kills;
    private int receivedAtKill;

    KillScene(Path data, RunningLoop loop, String tag, Random random) throws IOException {
        this.data = data;
        this.loop = loop;
        this.tag = tag;
        this.random = random;
        this.receiver = RecordingReceiver.start();
        JsonNode made = loop.client()
                .post(
                        "/v1/webhooks",
                        "{\"url\":\"" + receiver.uri() + "\",\"events\":[\"feedback.created\"],\"filters\":{\"tag\":[\""
                                + tag + "\"]},\"concurrency\":" + CONCURRENCY + "}")
                .expect(201)
                .json();
        this.endpoint = made.path("id").asText();
        this.secrets.add(made.path("secret").asText());
    }

    static RunningLoop start(Path data) {
        return RunningLoop.up(data, QUICK);
    }

    RunningLoop loop() {
        return loop;
    }

    RecordingReceiver receiver() {
        return receiver;
    }

    Random random() {
        return random;
    }

    /** Returns a random number for the threads of the receiver. */
    int chance(int bound) {
        synchronized (random) {
            return random.nextInt(bound);
        }
    }

    /** Posts items in one batch; returns when all are accepted. */
    void post(int items) {
        JsonNode answer = loop.client()
                .batch(Collections.nCopies(items, item()))
                .expect(202)
                .json();
        answer.path("results").forEach(result -> accepted.add(result.path("id").asText()));
    }

    void postOne() {
        LoopClient.Answer answer = loop.client().post("/v1/feedback", item());
        if (answer.status() == 201) {
            accepted.add(answer.json().path("id").asText());
        }
    }

    private String item() {
        return LoopClient.item("Slow", "negative", Map.of("tag", tag));
    }

    /** The one before stays good for as long as requests take that were signed with it. */
    void rotate() {
        JsonNode rotated = loop.client()
                .post("/v1/webhooks/" + endpoint + "/rotate", "{\"overlap\":\"5s\"}")
                .expect(200)
                .json();
        secrets.add(rotated.path("secret").asText());
    }

    void kill() {
        loop.kill();
        kills++;
    }

    /** Returns at once. */
    void beginAgain() {
        loop = RunningLoop.begin(data, QUICK);
    }

    /** Starts it again after a kill; returns when all that was accepted is delivered. */
    RunningLoop recover() {
        AtomicInteger received = new AtomicInteger(-1);
        await().pollInterval(LAST_BYTES)
                .until(() -> received.getAndSet(receiver.received().size())
                        == receiver.received().size());
        receivedAtKill = received.get();
        receiver.behave(Manner.AT_ONCE);
        loop = start(data);
        await().atMost(LONGEST_CATCHING_UP).untilAsserted(() -> {
            JsonNode health = health();
            assertThat(health.path("pending").asLong())
                    .as("%s, %d requests received", health, receiver.received().size())
                    .isZero();
            assertThat(health.path("delivered").asLong()).as("%s", health).isGreaterThanOrEqualTo(accepted.size());
        });
        return loop;
    }

    private JsonNode health() {
        return loop.client().get("/v1/webhooks/" + endpoint).expect(200).json().path("health");
    }

    /** Returns the facts to judge, after {@link #recover}. */
    KillVerdict verdict() {
        List<String> outcomes = loop.client().csv("/v1/webhooks/" + endpoint + "/attempts").stream()
                .map(row -> row.getField("eventId"))
                .toList();
        return new KillVerdict(kills, accepted, receiver.received(), receivedAtKill, outcomes, secrets);
    }

    @Override
    public void close() {
        receiver.close();
    }
}
