package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.bi.BiParts;
import dev.loop.bi.EmbeddedPostgres;
import dev.loop.broker.EmbeddedKafka;
import dev.loop.connectors.postgres.PostgresAddress;
import dev.loop.outside.ConnectWorker;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of the sinks in a Kafka Connect cluster that somebody else runs, posted as the guide says with nothing changed
 * but addresses. With {@code -Dloop.connect=true}, since it fetches Kafka Connect's REST server, which nothing else needs.
 */
class ForeignConnectTest {

    private static final BiParts PARTS = new BiParts(Path.of("target", "bi").toAbsolutePath());
    private static final Path PLUGINS = Path.of("target", "bi", "plugins").toAbsolutePath();
    private static final Path FILES = Path.of("..", "connectors", "src", "main", "connect");
    private static final int LOAD = 2_000;

    /** A worker that is killed is missed after {@code session.timeout.ms}. */
    private static final Duration RECOVERY = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    private int items;

    @Test
    void shouldFillTheTables_whenAnotherClusterRunsTheFiles() throws Exception {
        boolean wanted = Boolean.getBoolean("loop.connect");
        if (!wanted) {
            System.err.println("SKIPPED: no worker of another Kafka Connect cluster was started; -Dloop.connect=true");
        }
        Assumptions.assumeTrue(wanted, "not asked for");

        Path broker = directory.resolve("broker");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(broker, 0);
                EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"), PARTS, 0)) {
            PostgresAddress address = postgres.address();
            String password = address.password().orElseThrow();
            Map<String, String> secrets =
                    Map.of("LOOP_POSTGRES_PASSWORD", password, "LOOP_SECRET_KEY", RunningLoop.SECRET_KEY);
            String[] options = {
                "--kafka",
                kafka.bootstrapServers(),
                "--kafka-config",
                kafka.clientFile().toString(),
                "--replication",
                "1",
                "--roles",
                "streams,api,sender"
            };
            Map<String, String> variables =
                    Map.of("LOOP_POSTGRES", address.shown(), "LOOP_POSTGRES_PASSWORD", password);
            try (RunningLoop loop = RunningLoop.up(directory.resolve("loop"), variables, options);
                    Tables tables = new Tables(address)) {
                LoopClient client = loop.client();
                load(client);
                try (ConnectWorker worker = ConnectWorker.start(directory, kafka.clientFile(), PLUGINS, secrets)) {
                    for (String file : files(loop, address)) {
                        worker.post(file);
                    }
                    same(client, tables, load(client));
                    await().atMost(RECOVERY).untilAsserted(() -> running(worker.connectors()));
                    load(client);
                }
                String meanwhile = load(client);
                try (ConnectWorker another = ConnectWorker.start(directory, kafka.clientFile(), PLUGINS, secrets)) {
                    same(client, tables, meanwhile);
                    running(another.connectors());
                    assertThat(another.log()).doesNotContain(password, RunningLoop.SECRET_KEY);
                }
            }
        }
    }

    private static List<String> files(RunningLoop loop, PostgresAddress address) throws Exception {
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(FILES, "postgres-*.json")) {
            for (Path file : found) {
                files.add(Files.readString(file)
                        .replace("jdbc:postgresql://127.0.0.1:5432/loop", address.jdbcUrl())
                        .replace("http://127.0.0.1:8080", loop.address().toString()));
            }
        }
        assertThat(files).hasSize(5);
        return files;
    }

    private String load(LoopClient client) {
        int from = items;
        JsonNode answer = client.batch(IntStream.range(from, from + LOAD)
                        .mapToObj(i -> LoopClient.item(
                                "m" + i, i % 3 == 0 ? "negative" : "positive", Map.of("externalId", "x" + i)))
                        .toList())
                .expect(202)
                .json();
        client.awaitTotal(items + LOAD - items / LOAD);
        items += LOAD;
        // A busy machine may not tell in time what became of a change.
        await().atMost(RECOVERY)
                .until(() -> client.patch(path(answer, 0), "{\"status\":\"resolved\"}")
                                .status()
                        == 200);
        await().atMost(RECOVERY).until(() -> client.delete(path(answer, 1)).status() != 503);
        return client.get("/v1/sentiment")
                .expect(200)
                .json()
                .at("/asOf/position")
                .asText();
    }

    private static String path(JsonNode created, int number) {
        return "/v1/feedback/" + created.path("results").path(number).path("id").asText();
    }

    private void same(LoopClient client, Tables tables, String position) throws Exception {
        await().atMost(RECOVERY)
                .until(() -> client.get("/v1/sinks", "Loop-Position", position, "Loop-Wait", "20000")
                                .status()
                        == 200);
        JsonNode total = client.total();
        int erased = items / LOAD;
        assertThat(total.path("total").asInt()).isEqualTo(items - erased);
        assertThat(tables.text("SELECT count(*) || ' ' || count(*) FILTER (WHERE sentiment = 'negative') || ' '"
                        + " || count(*) FILTER (WHERE status = 'resolved') FROM feedback"))
                .isEqualTo(total.path("total").asText() + " "
                        + total.path("negative").asText() + " "
                        + total.path("resolved").asText());
        assertThat(tables.number("SELECT count(*) FROM feedback_change")).isEqualTo(items + 2L * erased);
    }

    private static void running(JsonNode connectors) {
        assertThat(connectors).hasSize(5);
        connectors.forEach(connector -> connector
                .at("/status/tasks")
                .forEach(task -> assertThat(task.path("state").asText())
                        .as(task.toString())
                        .isEqualTo("RUNNING")));
    }
}
