package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.e2e.ClusterLoad.Seen;
import dev.loop.e2e.LoopClient.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several instances answer as one: the same from each, also while one is killed, and while all of them are started again
 * one by one.
 */
class ClusterTest {

    private static final int SEEDED = 300;
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void shouldAnswerTheSameAndGoOn_whenOneOfTwoIsKilled() throws Exception {
        try (Inbox inbox = Inbox.open();
                Cluster cluster = Cluster.start(directory, 2)) {
            List<String> more = seed(cluster, inbox);
            shouldAnswerTheSame(cluster, more, "at first");
            shouldRefusePeersWithoutTheSecret(cluster);
            shouldEndStreamsEverywhere(cluster);
            try (ClusterLoad load = new ClusterLoad(cluster, more, 1)) {
                killOne(cluster, load, 1);
            }
            awaitDelivered(cluster, inbox);
        }
    }

    /** -Dloop.cluster.long=true: some minutes. */
    @Test
    @EnabledIfSystemProperty(named = "loop.cluster.long", matches = "true")
    void shouldFailNoRead_whenTwoAreStartedAgainOneByOne() {
        rollAll(2);
    }

    @Test
    @EnabledIfSystemProperty(named = "loop.cluster.long", matches = "true")
    void shouldFailNoRead_whenOneOfThreeIsKilledAndAllAreStartedAgainOneByOne() {
        rollAll(3);
    }

    private void rollAll(int size) {
        try (Inbox inbox = Inbox.open();
                Cluster cluster = Cluster.start(directory, size)) {
            List<String> more = seed(cluster, inbox);
            shouldAnswerTheSame(cluster, more, "at first");
            try (ClusterLoad load = new ClusterLoad(cluster, more, 1)) {
                killOne(cluster, load, size - 1);
                System.out.println("Cluster: the one that was killed is up again in " + cluster.start(size - 1));
                awaitStandbys(cluster, load);
                for (int i = 0; i < size; i++) {
                    load.seen();
                    Duration stopped = cluster.stop(i);
                    Duration started = cluster.start(i);
                    awaitStandbys(cluster, load);
                    Seen seen = load.seen();
                    System.out.printf(
                            "Cluster of %d: instance %d stopped in %d ms, up again in %d ms: %d reads, %d of standbys, slowest"
                                    + " %d ms, %d failed%n",
                            size,
                            i,
                            stopped.toMillis(),
                            started.toMillis(),
                            seen.reads(),
                            seen.ofStandbys(),
                            seen.slowest().toMillis(),
                            seen.failures().size());
                    assertThat(seen.wrong()).isEmpty();
                    assertThat(seen.failures()).isEmpty();
                }
            }
            shouldAnswerTheSame(cluster, more, "at last");
            awaitDelivered(cluster, inbox);
        }
    }

    /** Seeds everything that is asked besides counts. */
    private static List<String> seed(Cluster cluster, Inbox inbox) {
        LoopClient first = cluster.client(0);
        String endpoint = first.post(
                        "/v1/webhooks", "{\"url\":\"" + inbox.url() + "\",\"events\":[\"feedback.created\"]}")
                .expect(201)
                .json()
                .path("id")
                .asText();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < SEEDED; i++) {
            lines.add(LoopClient.item(
                    "The export " + i + " hangs for " + i % 7 + " minutes",
                    i % 3 == 0 ? "negative" : i % 3 == 1 ? "neutral" : "positive",
                    Map.of(
                            "externalId", "seed-" + i,
                            "tag", "tag-" + i % 5,
                            "plan", "plan-" + i % 3,
                            "source", "source-" + i % 2,
                            "createdAt", "2026-02-" + (10 + i % 15) + "T1" + i % 10 + ":00:00Z",
                            "metadata", Map.of("browser", "b" + i % 4),
                            "user", Map.of("id", "u_" + i % 20))));
        }
        Answer answer = first.batch(lines).expect(202);
        String item = answer.json().path("results").path(0).path("id").asText();
        // The other instance must read at once what this one wrote. Partitions may still be on their way to the
        // instance that came last.
        Answer read = await().atMost(PATIENCE)
                .until(
                        () -> cluster.client(1).get("/v1/sentiment", "Loop-Position", answer.header("Loop-Position")),
                        one -> one.status() == 200);
        assertThat(read.json().path("total").path("total").asInt()).isEqualTo(SEEDED);
        first.put("/v1/releases/2.0", "{\"releasedAt\":\"2026-02-17T00:00:00Z\"}")
                .expect(201);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                cluster.client(1).get("/v1/releases/2.0").status())
                        .isEqualTo(200));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(cluster.client(1)
                                .get("/v1/webhooks/" + endpoint)
                                .json()
                                .path("health")
                                .path("delivered")
                                .asInt())
                        .isEqualTo(SEEDED));
        return List.of(
                "/v1/feedback/" + item,
                "/v1/feedback?limit=20&tag=tag-1&from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z",
                "/v1/feedback?limit=10&q=export+%22for+3%22&sort=relevance&facets=tag,status&to=2026-03-01T00:00:00Z",
                "/v1/feedback?limit=10&q=hang*&to=2026-03-01T00:00:00Z",
                "/v1/sentiment?group_by=metadata.browser,source&to=2026-03-01T00:00:00Z&from=2026-02-13T00:00:00Z"
                        + "&compare=previous&limit=3&other=true",
                "/v1/sentiment/timeline?interval=week&group_by=plan&timezone=Europe/Paris&to=2026-03-01T00:00:00Z",
                "/v1/releases/2.0/report?window=5d",
                "/v1/webhooks/" + endpoint + "/deliveries?limit=5&until=2026-03-01T00:00:00Z",
                "/v1/webhooks/" + endpoint + "/attempts?limit=3");
    }

    /** Compares the answers of all instances while nothing is written. */
    private static void shouldAnswerTheSame(Cluster cluster, List<String> paths, String when) {
        List<String> all = new ArrayList<>(paths);
        all.addAll(List.of("/v1/sentiment?group_by=tag,plan,source", "/v1/trends", "/v1/webhooks", "/v1/releases"));
        for (String path : all) {
            await(when + " " + path).atMost(PATIENCE).untilAsserted(() -> {
                JsonNode first = comparable(cluster.client(0), path);
                for (int i = 1; i < cluster.size(); i++) {
                    assertThat(comparable(cluster.client(i), path))
                            .as("%s at %d", path, i)
                            .isEqualTo(first);
                }
            });
        }
        for (int i = 0; i < cluster.size(); i++) {
            LoopClient client = cluster.client(i);
            assertThat(client.items("&to=2026-03-01T00:00:00Z")).hasSize(SEEDED);
            assertThat(client.csv("/v1/feedback?to=2026-03-01T00:00:00Z")).hasSize(SEEDED);
        }
    }

    private static JsonNode comparable(LoopClient client, String path) {
        JsonNode json = client.get(path).expect(200).json();
        if (json.path("asOf") instanceof ObjectNode asOf) {
            assertThat(asOf.path("complete").asBoolean()).isTrue();
            // The copies that were asked are no part of the answer.
            asOf.remove("standbys");
        }
        return json;
    }

    private static void shouldRefusePeersWithoutTheSecret(Cluster cluster) throws Exception {
        for (String authorization : List.of("Loop-Cluster guess", "Bearer " + RunningLoop.SECRET_KEY)) {
            URI route = cluster.address(0).resolve("/internal/v1/ask");
            var answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(route)
                                    .header("Authorization", authorization)
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {1}))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(401);
        }
    }

    /** A key that one instance revokes, and a stream that it opened at another. */
    private static void shouldEndStreamsEverywhere(Cluster cluster) throws Exception {
        JsonNode key = cluster.client(0)
                .post("/v1/keys", "{\"name\":\"Live\",\"scopes\":[\"feedback:read\"]}")
                .expect(201)
                .json();
        LoopClient other = new LoopClient(cluster.address(1), key.path("key").asText());
        await().atMost(PATIENCE).until(() -> other.get("/v1/trends").status() == 200);
        var stream = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(cluster.address(1).resolve("/v1/stream"))
                                .header(
                                        "Authorization",
                                        "Bearer " + key.path("key").asText())
                                .build(),
                        BodyHandlers.ofLines());
        assertThat(stream.statusCode()).isEqualTo(200);
        var ended = CompletableFuture.runAsync(() -> stream.body().forEach(line -> {}));

        cluster.client(0).delete("/v1/keys/" + key.path("id").asText()).expect(204);

        // The stream ends at the next heartbeat.
        ended.get(25, TimeUnit.SECONDS);
    }

    /** Reads go on, from standbys; and writes are seen again once others have taken over. */
    private static void killOne(Cluster cluster, ClusterLoad load, int victim) {
        await().atMost(PATIENCE).until(() -> load.written() > 50);
        awaitStandbys(cluster, load);
        Seen before = load.seen();
        assertThat(before.wrong()).isEmpty();
        assertThat(before.failures()).isEmpty();
        assertThat(before.reads()).isPositive();

        long begin = System.nanoTime();
        cluster.kill(victim);
        Pace.MEASURED.rest(Duration.ofSeconds(4));
        Seen alone = load.seen();
        // Items that are written now are counted once another instance has the partitions.
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(cluster.ask(
                                        0,
                                        client -> client.get(
                                                "/v1/sentiment",
                                                "Loop-Position",
                                                allPlaces(load, cluster),
                                                "Loop-Wait",
                                                "500"))
                                .status())
                        .isEqualTo(200));
        Duration whole = Duration.ofNanos(System.nanoTime() - begin);
        Seen after = load.seen();
        System.out.printf(
                "Cluster of %d, one killed: in 4 s %d reads, %d of standbys, slowest %d ms, %d failed, 0 wrong; full service"
                        + " after %d ms (slowest read %d ms, %d failed)%n",
                cluster.size(),
                alone.reads(),
                alone.ofStandbys(),
                alone.slowest().toMillis(),
                alone.failures().size(),
                whole.toMillis(),
                after.slowest().toMillis(),
                after.failures().size());
        assertThat(alone.wrong()).isEmpty();
        assertThat(after.wrong()).isEmpty();
        assertThat(alone.failures()).isEmpty();
        assertThat(after.failures()).isEmpty();
        assertThat(alone.ofStandbys()).isPositive();
        assertThat(alone.slowest()).isLessThan(A_SECOND);
        String gone = cluster.address(victim).getAuthority();
        for (int i = 0; i < cluster.size(); i++) {
            if (i != victim) {
                assertThat(cluster.log(i))
                        .filteredOn(line -> line.contains("The instance at " + gone + " does not answer"))
                        .as("told once a spell, whatever was asked meanwhile")
                        .hasSizeBetween(1, 3);
            }
        }
    }

    /** A write of now in each partition. */
    private static String allPlaces(ClusterLoad load, Cluster cluster) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 5 * Cluster.PARTITIONS; i++) {
            lines.add(LoopClient.item("One more export", "neutral", Map.of()));
        }
        Answer answer = cluster.ask(0, client -> client.batch(lines)).expect(202);
        return answer.header("Loop-Position");
    }

    /** Waits until every partition is where it is written, and has a copy that may answer in place of another. */
    private static void awaitStandbys(Cluster cluster, ClusterLoad load) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            int copies = 0;
            for (int i = 0; i < cluster.size(); i++) {
                LoopClient client = cluster.client(i);
                assertThat(client.get("/health/ready").status()).isEqualTo(200);
                copies += (int) client.metric("loop_partitions_here", Map.of());
            }
            assertThat(copies).isEqualTo(4 * Cluster.PARTITIONS);
        });
    }

    private static void awaitDelivered(Cluster cluster, Inbox inbox) {
        long items = cluster.ask(0, client -> client.get("/v1/sentiment"))
                .json()
                .path("total")
                .path("total")
                .asLong();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(inbox.letters().stream()
                                .map(Inbox.Letter::item)
                                .distinct()
                                .count())
                        .isEqualTo(items));
        Map<String, Long> twice = inbox.letters().stream()
                .collect(Collectors.groupingBy(letter -> letter.header("Loop-Event-Id"), Collectors.counting()));
        twice.values().removeIf(count -> count == 1);
        System.out.printf("Cluster: %d events delivered, %d of them twice%n", items, twice.size());
        // Only what was under way when an instance was killed, and it says so.
        inbox.letters().stream()
                .filter(letter -> twice.containsKey(letter.header("Loop-Event-Id")))
                .collect(Collectors.groupingBy(letter -> letter.header("Loop-Event-Id")))
                .values()
                .forEach(letters -> assertThat(letters.stream()
                                .filter(letter -> letter.header("Loop-Delivery").equals("first"))
                                .count())
                        .isEqualTo(1));
    }
}
