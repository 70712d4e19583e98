package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.broker.EmbeddedKafka;
import dev.loop.e2e.Inbox.Letter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks through the real program: from an item to a signed request, retries, replays, secrets, other processes. */
class WebhookDeliveryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DELAYS = "0s,300ms,600ms";

    @TempDir
    private Path directory;

    @Test
    void shouldArriveSignedAndBeReplayable_whenTheReceiverComesAndGoes() {
        try (Inbox inbox = Inbox.open();
                RunningLoop loop = RunningLoop.up(
                        directory, Map.of("LOOP_ALLOW_PRIVATE_WEBHOOKS", "loopback", "LOOP_WEBHOOK_DELAYS", DELAYS))) {
            LoopClient client = loop.client();
            JsonNode endpoint = client.post(
                            "/v1/webhooks",
                            "{\"url\":\"" + inbox.url() + "\",\"events\":[\"feedback.created\",\"feedback.resolved\"],"
                                    + "\"headers\":{\"X-Team\":\"support\"}}")
                    .expect(201)
                    .json();
            String id = endpoint.path("id").asText();
            String path = "/v1/webhooks/" + id;
            String secret = endpoint.path("secret").asText();

            arrives(inbox, client, secret);
            failsAndIsReplayed(inbox, client, path);
            isTried(inbox, client, path);
            isSignedWithBoth(inbox, client, path, secret);
            isParkedAndReplayed(inbox, client, path);
            canBePulled(inbox, client, path);
            isHeardBy(loop);
            loop.stop();
        }
    }

    private static void arrives(Inbox inbox, LoopClient client, String secret) {
        JsonNode item = create(client, "first");
        Letter letter = inbox.await("the first event", about(item));
        assertThat(letter.json().path("type").asText()).isEqualTo("feedback.created");
        assertThat(letter.json().path("data")).isEqualTo(item);
        assertThat(letter.header("X-Team")).isEqualTo("support");
        assertThat(letter.header("Loop-Delivery")).isEqualTo("first");
        assertThat(letter.header("Loop-Sequence")).isEqualTo("1");
        assertThat(letter.header("Loop-Event-Id"))
                .isEqualTo(letter.json().path("id").asText())
                .isEqualTo(letter.header("webhook-id"));
        assertThat(letter.isGoodStandard(secret)).isTrue();
        assertThat(letter.isSignedWith(secret, "Loop-Signature")).isTrue();
        byte[] changed = letter.body().clone();
        changed[changed.length / 2] ^= 1;
        assertThat(new Letter(letter.headers(), changed).isGoodStandard(secret)).isFalse();

        client.patch("/v1/feedback/" + item.path("id").asText(), "{\"status\":\"resolved\"}")
                .expect(200);
        Letter resolved = inbox.await("that it is resolved", about(item).and(type("feedback.resolved")));
        assertThat(resolved.header("Loop-Sequence")).isEqualTo("2");
    }

    private static void failsAndIsReplayed(Inbox inbox, LoopClient client, String path) {
        inbox.answer = 503;
        JsonNode item = create(client, "second");
        awaitStatus(client, path, item, "failed");
        List<Letter> attempts = inbox.letters().stream().filter(about(item)).toList();
        assertThat(attempts).extracting(l -> l.header("Loop-Attempt")).containsExactly("1", "2", "3");
        assertThat(attempts).extracting(l -> l.header("Loop-Delivery")).containsExactly("first", "retry", "retry");
        assertThat(attempts).extracting(l -> l.header("Loop-Event-Id")).containsOnly(eventOf(item));
        JsonNode logged =
                client.get(path + "/attempts?failed=true").expect(200).json().path("data");
        assertThat(logged).hasSize(3).allMatch(a -> a.path("status").asInt() == 503);
        assertThat(client.csv(path + "/attempts?failed=true")).hasSize(3);

        inbox.answer = 200;
        assertThat(client.post(path + "/replay", "{\"dryRun\":true}")
                        .expect(200)
                        .json()
                        .path("deliveries")
                        .asInt())
                .isOne();
        client.post(path + "/replay", "").expect(202);
        Letter replayed = inbox.await(
                "the replay", about(item).and(l -> l.header("Loop-Delivery").equals("replay")));
        assertThat(replayed.header("Loop-Event-Id")).isEqualTo(eventOf(item));
        assertThat(replayed.header("Loop-Sequence")).isEqualTo(attempts.get(0).header("Loop-Sequence"));
        assertThat(replayed.header("Loop-Attempt")).isEqualTo("4");
        assertThat(replayed.body()).isEqualTo(attempts.get(0).body());
        awaitStatus(client, path, item, "delivered");
    }

    private static void isTried(Inbox inbox, LoopClient client, String path) {
        JsonNode attempt = client.post(path + "/test", "").expect(200).json();
        assertThat(attempt.path("outcome").asText()).isEqualTo("succeeded");
        assertThat(inbox.letters())
                .anyMatch(type("webhook.test")
                        .and(l -> l.header("Loop-Event-Id")
                                .equals(attempt.path("eventId").asText())));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.get(path + "/attempts?limit=1")
                                .expect(200)
                                .json()
                                .path("data")
                                .path(0)
                                .path("kind")
                                .asText())
                        .isEqualTo("test"));
    }

    private static void isSignedWithBoth(Inbox inbox, LoopClient client, String path, String before) {
        JsonNode rotated = client.post(path + "/rotate", "").expect(200).json();
        String secret = rotated.path("secret").asText();
        Letter letter = inbox.await("an event after the rotation", about(create(client, "third")));
        assertThat(letter.isGoodStandard(secret)).isTrue();
        assertThat(letter.isGoodStandard(before)).isTrue();
        assertThat(letter.isSignedWith(secret, "Loop-Signature")).isTrue();
        assertThat(letter.isSignedWith(before, "Loop-Signature-Previous")).isTrue();

        client.post(path + "/rotate", "{\"overlap\":\"0s\"}").expect(200);
        Letter alone = inbox.await("an event with one secret", about(create(client, "fourth")));
        assertThat(alone.isGoodStandard(before)).isFalse();
        assertThat(alone.isGoodStandard(secret)).isFalse();
    }

    private static void isParkedAndReplayed(Inbox inbox, LoopClient client, String path) {
        client.post(path + "/disable", "").expect(200);
        JsonNode item = create(client, "while disabled");
        awaitStatus(client, path, item, "parked");
        client.post(path + "/replay", "").expect(409);
        assertThat(inbox.letters()).noneMatch(about(item));
        client.post(path + "/enable", "").expect(200);
        client.post(path + "/replay", "{\"status\":\"parked\"}").expect(202);
        inbox.await("what was parked", about(item));
        awaitStatus(client, path, item, "delivered");
        JsonNode health = client.get(path).expect(200).json().path("health");
        assertThat(health.path("parked").asInt()).isZero();
        assertThat(health.path("pending").asInt()).isZero();
    }

    /** The cursor gives the same events, byte by byte, as were sent. */
    private static void canBePulled(Inbox inbox, LoopClient client, String path) {
        JsonNode page = client.get("/v1/events?wait=5").expect(200).json();
        Set<JsonNode> pulled = new HashSet<>();
        page.path("data").forEach(pulled::add);
        assertThat(inbox.letters().stream()
                        .filter(type("webhook.test").negate())
                        .map(Letter::json))
                .allMatch(pulled::contains);
        Set<String> sequences = new HashSet<>();
        inbox.letters().stream()
                .filter(type("webhook.test").negate())
                .forEach(l -> sequences.add(l.header("Loop-Sequence")));
        int newest = client.get(path)
                .expect(200)
                .json()
                .path("health")
                .path("lastSequence")
                .asInt();
        assertThat(sequences).as("no gap").hasSize(newest);
    }

    /** A first webhook, as a newcomer has it. */
    private static void isHeardBy(RunningLoop loop) {
        RunningLoop.Ended listened = RunningLoop.command(
                "listen", "--register", "--url", loop.address().toString(), "--port", "0", "--count", "1");
        assertThat(listened.status()).as(listened.all()).isZero();
        assertThat(listened.out()).anyMatch(line -> line.contains("webhook.test") && line.contains("[signature good]"));
        assertThat(loop.client().get("/v1/webhooks").json().path("data"))
                .as("it has deleted its endpoint")
                .noneMatch(endpoint -> endpoint.path("description").asText().equals("loop listen"));
    }

    @Test
    void shouldSendFromProcessesOfTheirOwn_whenTheClusterIsOutside() {
        try (Inbox inbox = Inbox.open();
                EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("broker"), 0)) {
            String[] cluster = {
                "--kafka",
                kafka.bootstrapServers(),
                "--kafka-config",
                kafka.clientFile().toString(),
                "--replication",
                "1",
                "--partitions",
                "2",
                "--allow-private-webhooks",
                "127.0.0.0/8"
            };
            Path senders = directory.resolve("senders");
            try (RunningLoop loop = RunningLoop.up(directory.resolve("loop"), with(cluster, "streams,api"));
                    RunningLoop one = RunningLoop.up(senders, with(cluster, "sender"))) {
                LoopClient client = loop.client();
                client.post("/v1/webhooks", "{\"url\":\"" + inbox.url() + "\",\"events\":[\"feedback.created\"]}")
                        .expect(201);
                inbox.await("the first", about(create(client, "one")));
                assertThat(probe(one, "/health/ready")).contains("\"sender\":\"sends for 2 partitions\"");
                assertThat(probe(one, "/metrics")).contains("loop_webhook_attempts_total{outcome=\"succeeded\"} 1.0");

                // A second copy, on the same directory; then the first is killed.
                try (RunningLoop two = RunningLoop.up(senders, with(cluster, "sender"))) {
                    one.kill();
                    List<JsonNode> items = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        items.add(create(client, "after the kill " + i));
                    }
                    items.forEach(item -> inbox.await("what was taken in after the kill", about(item)));
                    assertThat(probe(two, "/health/ready")).contains("\"status\":\"ready\"");
                    two.stop();
                }
                loop.stop();
            }
        }
    }

    private static String[] with(String[] options, String roles) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--roles");
        all.add(roles);
        return all.toArray(String[]::new);
    }

    private static String probe(RunningLoop loop, String path) {
        String line = loop.out().stream()
                .filter(l -> l.startsWith("Probes are at"))
                .findFirst()
                .orElseThrow();
        java.net.URI address = java.net.URI.create(
                line.substring("Probes are at".length()).strip().split(" ", 2)[0]);
        return new LoopClient(address, RunningLoop.SECRET_KEY).get(path).text();
    }

    private static JsonNode create(LoopClient client, String message) {
        return client.post("/v1/feedback", LoopClient.item(message, "negative", Map.of("tag", "exports")))
                .expect(201)
                .json();
    }

    private static Predicate<Letter> about(JsonNode item) {
        return letter -> letter.item().equals(item.path("id").asText());
    }

    private static Predicate<Letter> type(String type) {
        return letter -> letter.header("Loop-Event-Type").equals(type);
    }

    private static String eventOf(JsonNode item) {
        return "evt_" + item.path("id").asText().substring("fb_".length()) + "_1";
    }

    private static void awaitStatus(LoopClient client, String path, JsonNode item, String status) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            JsonNode deliveries =
                    client.get(path + "/deliveries").expect(200).json().path("data");
            assertThat(deliveries).anySatisfy(delivery -> {
                assertThat(delivery.path("eventId").asText()).isEqualTo(eventOf(item));
                assertThat(delivery.path("status").asText()).isEqualTo(status);
            });
        });
    }
}
