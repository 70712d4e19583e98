package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.abuse.Wire.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** The holder of a lesser key tries to sign others out. */
@EnabledIfSystemProperty(named = "loop.abuse", matches = "full")
@ExtendWith(AbusedLoop.class)
class SignInFloodTest {

    /** The number of tries is greater than the limit of sessions. */
    private static final int TRIES = 60;

    private final Scene scene;

    SignInFloodTest(Scene scene) {
        this.scene = scene;
    }

    @Test
    void shouldStaySignedIn_whenAnotherKeySignsInWithoutEnd() {
        String administrator = scene.signedInWith("whole");
        scene.newKey("flooder", "feedback:read");
        for (int i = 0; i < TRIES; i++) {
            post("{\"key\":\"" + scene.key(i % 2 == 0 ? "pk" : "flooder") + "\"}");
        }

        Answer still = scene.asBrowser("GET", "/v1/keys", administrator);
        assertThat(still.status()).as("%s", still).isEqualTo(200);
        JsonNode browsers = scene.json("GET", "/v1/keys", "sk", "").path("browsers");
        assertThat(browsers).as("sessions that there are").hasSizeLessThan(TRIES);
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
