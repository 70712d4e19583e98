package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.abuse.Wire.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A revoked key takes everything that it began with it. */
@ExtendWith(AbusedLoop.class)
class RevocationTest {

    /** The time is longer than that between two heartbeats of a stream. */
    private static final int LONGEST_GOODBYE_MILLIS = 25_000;

    private final Scene scene;

    RevocationTest(Scene scene) {
        this.scene = scene;
    }

    @Test
    void shouldNotSignIn_whenTheLinkIsOfARevokedKey() {
        JsonNode key = scene.newKey("leaked", "*");
        String link = link(scene.call("POST", "/v1/sign-in-links", "leaked", ""));
        scene.revoke(key);

        assertSignsNobodyIn(scene.call("GET", link, "none", ""));
    }

    @Test
    void shouldEndSessionsOfSessions_whenTheFirstKeyIsRevoked() {
        JsonNode key = scene.newKey("leaked-2", "*");
        String first = scene.signedInWith("leaked-2");
        String second =
                Scene.cookie(scene.call("GET", link(scene.asBrowser("POST", "/v1/sign-in-links", first)), "none", ""));
        String third =
                Scene.cookie(scene.call("GET", link(scene.asBrowser("POST", "/v1/sign-in-links", second)), "none", ""));
        String unused = link(scene.asBrowser("POST", "/v1/sign-in-links", third));
        assertThat(scene.asBrowser("GET", "/v1/keys", third).status()).isEqualTo(200);

        scene.revoke(key);

        for (String cookie : new String[] {first, second, third}) {
            Answer answer = scene.asBrowser("GET", "/v1/keys", cookie);
            assertThat(answer.status()).as("%s", answer).isEqualTo(401);
        }
        assertSignsNobodyIn(scene.call("GET", unused, "none", ""));
    }

    @Test
    void shouldEndTheLinksOfASession_whenItSignsOut() {
        String session = scene.signedInWith("whole");
        String link = link(scene.asBrowser("POST", "/v1/sign-in-links", session));
        assertThat(scene.asBrowser("DELETE", "/session", session).status()).isEqualTo(204);

        assertSignsNobodyIn(scene.call("GET", link, "none", ""));
    }

    @Test
    void shouldNotPutSomebodyElseInPlace_whenASignedInBrowserIsLedToALink() {
        String mine = scene.signedInWith("whole");
        scene.newKey("stranger", "feedback:read", "keys:write");
        String link = link(scene.call("POST", "/v1/sign-in-links", "stranger", ""));

        Answer led = scene.call(
                "GET",
                link,
                "none",
                "",
                Map.of("Cookie", mine, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"));

        boolean replaced = led.header("Set-Cookie").isPresent();
        int before = scene.asBrowser("GET", "/v1/keys", mine).status();
        assertThat(replaced && before == 200)
                .as("another's cookie in place of mine, and my session left open: %s", led)
                .isFalse();
    }

    @Test
    void shouldEndTheStream_whenItsKeyIsRevoked() throws IOException {
        JsonNode key = scene.newKey("watcher", "feedback:read");
        try (Socket socket = scene.wire.connect()) {
            socket.getOutputStream()
                    .write(("GET /v1/stream HTTP/1.1\r\nHost: " + scene.wire.authority() + "\r\nAuthorization: Bearer "
                                    + scene.key("watcher") + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(lines.readLine()).contains(" 200 ");

            scene.revoke(key);

            assertEnds(socket, lines);
        }
    }

    private static void assertEnds(Socket socket, BufferedReader lines) throws IOException {
        long until = System.nanoTime() + LONGEST_GOODBYE_MILLIS * 1_000_000L;
        socket.setSoTimeout(LONGEST_GOODBYE_MILLIS);
        boolean ended = false;
        try {
            while (!ended && System.nanoTime() < until) {
                ended = lines.readLine() == null;
            }
        } catch (SocketTimeoutException goesOn) {
            // The stream has not ended.
        }
        assertThat(ended).as("ended within %s ms", LONGEST_GOODBYE_MILLIS).isTrue();
    }

    private static String link(Answer made) {
        assertThat(made.status()).as("%s", made).isEqualTo(201);
        return made.body().replaceFirst("(?s).*\"path\":\"([^\"]+)\".*", "$1");
    }

    private void assertSignsNobodyIn(Answer answer) {
        boolean cookie = answer.header("Set-Cookie").isPresent();
        assertThat(cookie
                        && scene.asBrowser("GET", "/v1/keys", Scene.cookie(answer))
                                        .status()
                                == 200)
                .as("signed in: %s", answer)
                .isFalse();
    }
}
