package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.e2e.Pace;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers hold on to their connections: a server has fewer threads than the world has connections. */
@EnabledIfSystemProperty(named = "loop.abuse", matches = "full")
@ExtendWith(AbusedLoop.class)
class SlowCallersTest {

    /** The number of callers is greater than that of the server's threads. */
    private static final int CALLERS = 230;

    private static final int LONGEST_PROBE_MILLIS = 2_000;
    /** The server has given up a body that does not come by this time. */
    private static final Duration LONGEST_SLOW_BODY = Duration.ofSeconds(90);

    private final Scene scene;
    private final List<Socket> sockets = new ArrayList<>();

    SlowCallersTest(Scene scene) {
        this.scene = scene;
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        // The server must notice that the callers are gone before the next test begins.
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> scene.assertAliveWithin(LONGEST_PROBE_MILLIS));
    }

    @ParameterizedTest
    @CsvSource({
        "/session, none, application/json",
        "/v1/feedback, pk, application/json",
        "/v1/feedback, sk, application/json",
        "/v1/feedback/batch, sk, application/x-ndjson",
        "/registry/subjects/a/versions, schemas:write, application/json",
        "/v1/keys, keys:write, application/json"
    })
    void shouldAnswerProbesAndOthers_whenBodiesDoNotCome(String path, String key, String type) throws IOException {
        hold(CALLERS, head("POST", path, key) + "Content-Type: " + type + "\r\nContent-Length: 1000\r\n\r\n{");

        assertServed();
    }

    @Test
    void shouldAnswerProbesAndOthers_whenBodiesOfNoLengthDoNotCome() throws IOException {
        hold(
                CALLERS,
                head("POST", "/v1/feedback/batch", "sk")
                        + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n");

        assertServed();
    }

    @Test
    void shouldAnswerProbesAndOthers_whenBodiesThatAreTooLargeDoNotCome() throws IOException {
        hold(
                CALLERS,
                head("POST", "/v1/feedback", "sk")
                        + "Content-Type: application/json\r\nContent-Length: 9000000\r\n\r\n{");

        assertServed();
    }

    @Test
    void shouldAnswerProbesAndOthers_whenHeadersDoNotEnd() throws IOException {
        hold(CALLERS, "GET /health/live HTTP/1.1\r\nHost: " + scene.wire.authority() + "\r\nX-A: ");

        assertServed();
    }

    @Test
    void shouldAnswerProbesAndOthers_whenAnswersAreNotRead() throws IOException {
        StringBuilder asked = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            asked.append(head("GET", "/openapi.yaml", "none")).append("\r\n");
        }
        hold(CALLERS, asked.toString());

        assertServed();
    }

    @Test
    void shouldAnswerProbesAndOthers_whenStreamsAreLeftOpen() throws IOException {
        hold(CALLERS, head("GET", "/v1/stream", "feedback:read") + "\r\n");

        assertServed();
    }

    @Test
    @EnabledIfSystemProperty(named = "loop.abuse", matches = "full")
    void shouldEndTheCall_whenItsBodyComesAByteAtATime() throws IOException {
        hold(5, head("POST", "/v1/feedback", "sk") + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
        Socket slow = sockets.get(0);
        slow.setSoTimeout(1);
        long until = System.nanoTime() + LONGEST_SLOW_BODY.toNanos();
        boolean ended = false;
        while (!ended && System.nanoTime() < until) {
            Pace.SLOW_PEER.restMillis(1_000);
            try {
                slow.getOutputStream().write(' ');
                ended = slow.getInputStream().read() >= 0;
            } catch (java.net.SocketTimeoutException goesOn) {
                // The connection is neither answered nor closed.
            } catch (IOException closed) {
                ended = true;
            }
        }

        assertThat(ended).as("ended within %s", LONGEST_SLOW_BODY).isTrue();
    }

    private String head(String method, String path, String key) {
        return method + " " + path + " HTTP/1.1\r\nHost: " + scene.wire.authority() + "\r\n"
                + (key.equals("none")
                        ? "Origin: http://" + scene.wire.authority() + "\r\n"
                        : "Authorization: Bearer " + scene.key(key) + "\r\n");
    }

    private void hold(int callers, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < callers; i++) {
            Socket socket = scene.wire.connect();
            // A small buffer is full as soon as an answer is not read.
            socket.setReceiveBufferSize(4_096);
            sockets.add(socket);
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException refused) {
                // The server may refuse a caller at once, which serves the purpose as well.
            }
        }
    }

    /** Checks again and again that probes are answered at once, and calls with a key soon enough. */
    private void assertServed() {
        for (int i = 0; i < 3; i++) {
            scene.assertAliveWithin(LONGEST_PROBE_MILLIS);
            var one = scene.call("GET", "/v1/feedback/{{item}}", "sk", "", Map.of());
            assertThat(one.status()).as("a read beside it: %s", one).isIn(200, 503);
            assertThat(one.millis()).as("a read beside it: %s", one).isLessThan(LONGEST_PROBE_MILLIS);
            Pace.RATE.restMillis(100);
        }
    }
}
