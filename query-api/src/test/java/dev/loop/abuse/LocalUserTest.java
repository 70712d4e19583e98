package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tries what another user of the machine can do, with a Kafka client and a pager. */
@ExtendWith(AbusedLoop.class)
class LocalUserTest {

    private static final int PATIENCE_SECONDS = 5;

    private final Scene scene;

    LocalUserTest(Scene scene) {
        this.scene = scene;
    }

    @Test
    void shouldNotAnswer_whenAKafkaClientHasNoCredentials() {
        Map<String, Object> configs = Map.of(
                "bootstrap.servers",
                scene.loop.kafka().get("bootstrap.servers"),
                "request.timeout.ms",
                1_000,
                "default.api.timeout.ms",
                2_000,
                "retries",
                0);
        try (Admin stranger = Admin.create(configs)) {
            assertThatThrownBy(() -> stranger.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("what a client without credentials is told")
                    .isInstanceOf(Exception.class);
            stranger.close(Duration.ZERO);
        }
    }

    @Test
    void shouldLetNobodyElseIn_whenTheDataIsOnDisk() throws IOException {
        Path data = Path.of(scene.data());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
    }

    @Test
    void shouldKeepNoSecretInPlainText_whenItIsOnDisk() throws IOException {
        String secret = scene.json(
                        "POST",
                        "/v1/webhooks",
                        "sk",
                        "{\"url\":\"https://example.com/\",\"events\":[\"feedback.erased\"],\"enabled\":false,"
                                + "\"headers\":{\"Authorization\":\"Bearer PlainHeaderOfAReceiver\"}}")
                .path("secret")
                .asText();
        assertThat(secret).isNotBlank();
        List<String> secrets = List.of(secret, "PlainHeaderOfAReceiver", scene.key("sk"), scene.key("whole"));

        List<Path> telling = new ArrayList<>();
        for (Path file : Directories.below(Path.of(scene.data()))) {
            if (Files.isRegularFile(file) && tells(file, secrets)) {
                telling.add(file);
            }
        }
        assertThat(telling).as("files with a secret in them").isEmpty();
    }

    private static boolean tells(Path file, List<String> secrets) throws IOException {
        try {
            // Indexes have their full size from the beginning, and hold offsets alone.
            if (file.toString().endsWith("index") || Files.size(file) > 64 << 20) {
                return false;
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            return secrets.stream().anyMatch(text::contains);
        } catch (NoSuchFileException goneMeanwhile) {
            return false;
        }
    }
}
