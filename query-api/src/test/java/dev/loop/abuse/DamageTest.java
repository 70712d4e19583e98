package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.abuse.Wire.Answer;
import dev.loop.e2e.RunningLoop;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Damages files between two starts. Loop makes again what it can; it names the rest, with the remedy. */
@EnabledIfSystemProperty(named = "loop.abuse", matches = "full")
class DamageTest {

    private static final int ITEMS = 40_000;
    private static final Duration LONGEST_REPAIR = Duration.ofSeconds(150);
    private static final Pattern CAUSE =
            Pattern.compile("(?i)damage|corrupt|checksum|cannot be read|CRC|made again|rebuil|made anew");

    @TempDir
    Path directory;

    private Path data() {
        return directory.resolve("data");
    }

    @Test
    void shouldMakeTheStoreAgain_whenAFileOfItIsDamaged() throws IOException {
        fill();
        damage(largest(file -> file.toString().endsWith(".sst")));
        try (RunningLoop loop = RunningLoop.up(data())) {
            assertAllIsThereOrTheCauseIsTold(new Scene(loop));
        }
    }

    @Test
    void shouldMakeTheStoreAgain_whenAFileOfItIsDamagedWhileItRuns() throws IOException {
        fill();
        try (RunningLoop loop = RunningLoop.up(data())) {
            var scene = new Scene(loop);
            damage(largest(file -> file.toString().endsWith(".sst")));
            assertAllIsThereOrTheCauseIsTold(scene);
        }
    }

    @Test
    void shouldServeTheOthersAndTellTheCause_whenAChangelogIsDamagedAndItsStoreIsLost() throws IOException {
        fill();
        damage(largest(file -> file.toString().contains("loop-feedback-changelog-1/")
                && file.toString().endsWith(".log")));
        for (Path store : Directories.below(data().resolve("stores"))) {
            if (store.getFileName().toString().matches("\\d+_1") && Files.exists(store)) {
                Directories.delete(store);
            }
        }
        String port = freePort();
        try (RunningLoop loop = RunningLoop.begin(data(), "--port", port)) {
            Wire wire = new Wire(URI.create("http://127.0.0.1:" + port));
            Map<String, String> key = Map.of("Authorization", "Bearer " + RunningLoop.SECRET_KEY);
            await().atMost(LONGEST_REPAIR).untilAsserted(() -> {
                assertThat(loop.alive()).as("%s", loop.complaints()).isTrue();
                Answer others = wire.ask("GET", "/v1/sentiment?partial=true", key, new byte[0], 10_000);
                assertThat(others.status())
                        .as("the partitions that are sound: %s", others)
                        .isEqualTo(200);
                assertThat(others.body()).doesNotContain("\"total\":0,");
            });
            await().atMost(LONGEST_REPAIR).untilAsserted(() -> {
                Answer ready = wire.ask("GET", "/health/ready", key, new byte[0], 10_000);
                assertThat(ready.status() == 200 || CAUSE.matcher(ready.body()).find())
                        .as("ready again, or the cause: %s", ready)
                        .isTrue();
            });
        }
    }

    @Test
    void shouldMakeItAgainOrNameIt_whenACheckpointIsDamaged() throws IOException {
        fill();
        List<Path> checkpoints = all(file -> file.getFileName().toString().startsWith(".checkpoint"));
        assertThat(checkpoints).isNotEmpty();
        for (Path checkpoint : checkpoints) {
            Files.writeString(checkpoint, "garbage\n");
        }
        assertStartsOrNames(".checkpoint");
    }

    @Test
    void shouldNameTheFileAndTheRemedy_whenTheIdentityOfKafkaIsEmptied() throws IOException {
        fill();
        Path meta = all(file -> file.endsWith("meta.properties")).get(0);
        Files.writeString(meta, "");
        assertStartsOrNames("meta.properties");
    }

    @Test
    void shouldKeepEverything_whenSubjectsWereTriedToBeDeleted() {
        String minted;
        try (RunningLoop loop = RunningLoop.up(data())) {
            var scene = new Scene(loop);
            scene.json("PUT", "/v1/views/kept", "sk", "{\"address\":\"/explore?group_by=tag\"}");
            String form = "{\"question\":\"q\",\"kind\":\"text\",\"key\":\"{{keyId:feedback:create}}\"}";
            scene.json("PUT", "/v1/forms/kept", "sk", form);
            scene.json("PUT", "/v1/accounts/acme", "sk", "{\"plan\":\"pro\"}");
            minted = scene.key("feedback:read");
            String all =
                    scene.call("GET", "/registry/subjects", "schemas:read", "").body();
            for (String subject : all.replaceAll("[\\[\\]\"]", "").split(",")) {
                scene.call("PUT", "/registry/config/" + subject, "schemas:write", "{\"compatibility\":\"NONE\"}");
                scene.call("DELETE", "/registry/subjects/" + subject, "schemas:write", "");
                scene.call("DELETE", "/registry/subjects/" + subject + "?permanent=true", "schemas:write", "");
                scene.call(
                        "POST",
                        "/registry/subjects/" + subject + "/versions",
                        "schemas:write",
                        "{\"schema\":\"\\\"string\\\"\"}");
            }
            loop.stop();
        }
        try (RunningLoop again = RunningLoop.up(data())) {
            var wire = new Wire(again.address());
            for (String kept : List.of("webhooks", "releases", "views", "forms", "accounts", "feedback")) {
                Answer answer = wire.ask(
                        "GET",
                        "/v1/" + kept,
                        Map.of("Authorization", "Bearer " + RunningLoop.SECRET_KEY),
                        new byte[0],
                        10_000);
                assertThat(answer.status()).as("%s", answer).isEqualTo(200);
                assertThat(answer.body()).as(kept).doesNotContain("\"data\":[]");
            }
            Answer reader =
                    wire.ask("GET", "/v1/feedback", Map.of("Authorization", "Bearer " + minted), new byte[0], 10_000);
            assertThat(reader.status()).as("the key that was made: %s", reader).isEqualTo(200);
        }
    }

    @Test
    void shouldStayRevoked_whenTheKeyOfTheEnvironmentIsSetStill() {
        try (RunningLoop loop = RunningLoop.up(data())) {
            var scene = new Scene(loop);
            for (var key : scene.json("GET", "/v1/keys", "sk", "").path("data")) {
                if (key.path("current").asBoolean()) {
                    String id = key.path("id").asText();
                    assertThat(scene.call("DELETE", "/v1/keys/" + id, "whole", "")
                                    .status())
                            .isEqualTo(204);
                }
            }
            loop.stop();
        }
        try (RunningLoop again = RunningLoop.begin(data())) {
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> again.out().stream().anyMatch(line -> line.startsWith("Ctrl-C")) || !again.alive());
            if (again.alive()) {
                Answer answer = new Wire(again.address())
                        .ask(
                                "GET",
                                "/v1/keys",
                                Map.of("Authorization", "Bearer " + RunningLoop.SECRET_KEY),
                                new byte[0],
                                10_000);
                assertThat(answer.status()).as("%s", answer).isEqualTo(401);
            }
        }
    }

    /** Makes the data of a stopped Loop with items. */
    private void fill() {
        try (RunningLoop loop = RunningLoop.up(data())) {
            var scene = new Scene(loop);
            Load.items(scene, ITEMS);
            Load.awaitTotal(scene, ITEMS);
            loop.stop();
        }
    }

    private void assertStartsOrNames(String file) {
        try (RunningLoop loop = RunningLoop.begin(data())) {
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> loop.out().stream().anyMatch(line -> line.startsWith("Ctrl-C")) || !loop.alive());
            if (loop.alive()) {
                Load.awaitTotal(new Scene(loop), ITEMS);
            } else {
                String said = loop.awaitEnd(Duration.ofSeconds(10)).all();
                assertThat(said).contains(data().toString()).contains(file);
                assertThat(said).as("what to do").containsPattern("(?i)remove|delete|restore|put back|copy|start with");
            }
        }
    }

    private static void assertAllIsThereOrTheCauseIsTold(Scene scene) {
        await().atMost(LONGEST_REPAIR).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            Answer all = scene.wire.ask(
                    "GET",
                    "/v1/feedback?format=ndjson",
                    Map.of("Authorization", "Bearer " + scene.key("sk")),
                    new byte[0],
                    30_000);
            Answer ready = scene.call("GET", "/health/ready", "sk", "");
            long lines = all.body().lines().count();
            assertThat(all.status() == 200 && lines >= ITEMS
                            || CAUSE.matcher(ready.body()).find())
                    .as("%s lines, and %s", lines, ready)
                    .isTrue();
        });
    }

    private Path largest(Predicate<Path> which) throws IOException {
        return all(which).stream()
                .max(Comparator.comparingLong((Path file) -> file.toFile().length()))
                .orElseThrow();
    }

    private List<Path> all(Predicate<Path> which) throws IOException {
        return Directories.below(data()).stream()
                .filter(Files::isRegularFile)
                .filter(which)
                .toList();
    }

    /** Returns a free port, for a test that asks before Loop reports that it is up. */
    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private static void damage(Path file) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            long middle = open.length() / 2;
            open.seek(middle);
            byte[] bytes = new byte[16];
            open.readFully(bytes);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] ^= (byte) 0xff;
            }
            open.seek(middle);
            open.write(bytes);
        }
    }
}
