package dev.loop.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The receivers that the dashboard gives to copy, run as they are. */
class ReceiverSnippetsTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"node,receiver.mjs", "python3,receiver.py", "java,Receiver.java"})
    void shouldTakeWhatIsSignedAndNothingElse_whenItIsCopiedAndRun(String interpreter, String name) throws Exception {
        assumeTrue(Receivers.isThere(interpreter), interpreter + " is not installed");
        int port = freePort();
        Path said = directory.resolve(name + ".out");
        Process process = Receivers.start(directory, interpreter, name, SECRET, port, said);
        try {
            Receivers.awaitListening(port);
            String body = "{\"id\":\"evt_1\",\"type\":\"feedback.created\",\"createdAt\":\"2026-06-19T14:02:11Z\","
                    + "\"data\":{\"id\":\"fb_1\",\"message\":\"Grüße\"}}";
            assertThat(post(port, body, signature(body))).isEqualTo(204);
            assertThat(post(port, body + " ", signature(body))).isEqualTo(401);
            assertThat(post(port, body, "00")).isEqualTo(401);
            assertThat(post(port, body, "")).isEqualTo(401);
            await().untilAsserted(() -> assertThat(Files.readString(said)).containsOnlyOnce("evt_1"));
        } finally {
            process.destroy();
        }
    }

    /**
     * Posts on a connection of its own: Python's answers are HTTP/1.0 and end theirs, which this client does not
     * expect, so that it would send the next request on one that is being closed.
     */
    private static int post(int port, String body, String signature) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hooks"))
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!signature.isEmpty()) {
            request.header("Loop-Signature", signature);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String signature(String body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
