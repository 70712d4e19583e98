package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.e2e.RunningLoop.Ended;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets on the disk are sealed, and a start without their key refuses. */
class MasterKeyTest {

    private static final String TOKEN = "Bearer token-of-the-receiver";
    private static final String[] OPTIONS = {"--allow-private-webhooks", "loopback", "--partitions", "1"};
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void shouldKeepSecretsUnreadableAndRefuseToStartWithoutTheKey_whenTheDirectoryIsAllThereIs() throws Exception {
        Path data = directory.resolve("data");
        List<String> secrets = new ArrayList<>(List.of(TOKEN));
        String id;
        try (RecordingReceiver receiver = RecordingReceiver.start()) {
            try (RunningLoop loop = RunningLoop.up(data, OPTIONS)) {
                JsonNode made = loop.client()
                        .post(
                                "/v1/webhooks",
                                "{\"url\":\"" + receiver.uri() + "\",\"events\":[\"feedback.created\"],\"headers\":"
                                        + "{\"Authorization\":\"" + TOKEN + "\"}}")
                        .expect(201)
                        .json();
                id = made.path("id").asText();
                secrets.add(made.path("secret").asText());
                secrets.add(loop.client()
                        .post("/v1/webhooks/" + id + "/rotate", "{}")
                        .expect(200)
                        .json()
                        .path("secret")
                        .asText());
                loop.client()
                        .patch("/v1/webhooks/" + id, "{\"description\":\"changed\"}")
                        .expect(200);
                deliver(loop, receiver, 1);
                loop.stop();
                assertThat(String.join("\n", loop.out()) + loop.complaints()).doesNotContain(secrets);
            }
            assertThat(filesWith(data, secrets)).isEmpty();
            assertThat(rights(data)).isEqualTo("rwx------");
            assertThat(rights(data.resolve("master-key"))).isEqualTo("rw-------");

            Path away = Files.move(data.resolve("master-key"), directory.resolve("away"));
            try (RunningLoop loop = RunningLoop.begin(data, OPTIONS)) {
                Ended ended = loop.awaitEnd(PATIENCE);
                assertThat(ended.status()).isOne();
                assertThat(ended.all())
                        .contains("sealed with the master key ", "LOOP_MASTER_KEY", "master-key", "--master-key-lost")
                        .doesNotContain("\tat ");
                assertThat(data.resolve("master-key")).doesNotExist();
            }

            Map<String, String> variables = Map.of("LOOP_MASTER_KEY", Files.readString(away));
            try (RunningLoop loop = RunningLoop.up(data, variables, OPTIONS)) {
                JsonNode shown = loop.client()
                        .get("/v1/webhooks/" + id + "/secret")
                        .expect(200)
                        .json();
                assertThat(shown.path("secret").asText()).isEqualTo(secrets.get(2));
                assertThat(shown.path("previous").get(0).path("secret").asText())
                        .isEqualTo(secrets.get(1));
                assertThat(shown.path("headers").path("Authorization").asText()).isEqualTo(TOKEN);
                deliver(loop, receiver, 2);
                loop.stop();
            }
            assertThat(filesWith(data, secrets)).isEmpty();
        }
    }

    private static void deliver(RunningLoop loop, RecordingReceiver receiver, int count) throws InterruptedException {
        loop.client()
                .post("/v1/feedback", LoopClient.item("m", "neutral", Map.of()))
                .expect(201);
        receiver.awaitReceived(count);
    }

    private static List<Path> filesWith(Path data, List<String> secrets) throws Exception {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (secrets.stream().anyMatch(bytes::contains)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static String rights(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
