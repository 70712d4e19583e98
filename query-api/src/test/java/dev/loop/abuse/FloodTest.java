package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.abuse.Wire.Answer;
import dev.loop.e2e.RunningLoop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Reaches the limits of requests, on a Loop of its own: they count for the one address of all tests. */
@EnabledIfSystemProperty(named = "loop.abuse", matches = "full")
class FloodTest {

    private Scene scene;

    @BeforeEach
    void start(@TempDir Path data) {
        scene = new Scene(RunningLoop.up(data, "--limit-loopback"));
    }

    @AfterEach
    void stop() {
        scene.loop.close();
    }

    @Test
    void shouldSlowDownGuesses_whenOneAddressTriesKeyAfterKey() {
        var statuses = new TreeSet<Integer>();
        for (int i = 0; i < 400 && !statuses.contains(429); i++) {
            statuses.add(post("{\"key\":\"sk_guess" + i + "\"}").status());
        }

        assertThat(statuses).as("what guesses are answered").contains(429).isSubsetOf(401, 403, 429);
        scene.assertAliveWithin(2_000);
    }

    @Test
    void shouldLimitThePublishableKeyAndSayItToThePage_whenItSendsWithoutEnd() {
        Answer last = null;
        for (int i = 0; i < 3_000 && (last == null || last.status() != 429); i++) {
            last = scene.wire.ask(
                    "POST",
                    "/v1/feedback",
                    Map.of(
                            "Authorization",
                            "Bearer " + scene.key("pk"),
                            "Content-Type",
                            "application/json",
                            "Origin",
                            "https://shop.example",
                            // Any caller may claim to be another one.
                            "X-Forwarded-For",
                            "203.0.113." + i % 250),
                    "{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"neutral\"}"
                            .getBytes(StandardCharsets.UTF_8),
                    Scene.PATIENCE_MILLIS);
        }

        assertThat(last.status()).as("%s", last).isEqualTo(429);
        assertThat(last.header("Access-Control-Allow-Origin")).contains("*");
        assertThat(last.header("Retry-After")).isPresent();
        Answer owner = scene.call("GET", "/v1/feedback?limit=1", "sk", "");
        assertThat(owner.status()).as("another key beside it: %s", owner).isEqualTo(200);
    }

    /** Posts without patience: a 429 is an answer here. */
    private Answer post(String json) {
        return scene.wire.ask(
                "POST",
                "/session",
                Map.of("Origin", "http://" + scene.wire.authority(), "Content-Type", "application/json"),
                json.getBytes(StandardCharsets.UTF_8),
                Scene.PATIENCE_MILLIS);
    }
}
