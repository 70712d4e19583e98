package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import dev.loop.outside.NodeProject;
import dev.loop.outside.PythonProject;
import dev.loop.outside.Receivers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The receivers of the guide, in the versions that it names, take in what the program sends, the largest item among it,
 * and refuse what was changed. On demand, as it installs a hundred packages of npm and PyPI: {@code -Dloop.receivers}.
 * {@code WebhookContractTest} runs those without packages, and Express, in each build.
 */
@ExtendWith(SharedLoop.class)
class WebhookReceiversTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @BeforeAll
    static void asked() {
        assumeTrue(System.getProperty("loop.receivers") != null, "SKIPPED: run with -Dloop.receivers");
    }

    @ParameterizedTest
    @CsvSource({"fastify.mjs", "hono.mjs", "hono.mjs bundled", "flask_receiver.py", "fastapi_receiver.py"})
    void shouldTakeTheLargestItemAndRefuseAChangedOne_whenTheGuidesReceiverRuns(String name, RunningLoop loop)
            throws Exception {
        LoopClient client = loop.client();
        int port = freePort();
        String tag = "receiver-" + port;
        JsonNode endpoint = client.post(
                        "/v1/webhooks",
                        "{\"url\":\"http://127.0.0.1:" + port + "/hooks\",\"events\":[\"feedback.created\"]}")
                .expect(201)
                .json();
        String path = "/v1/webhooks/" + endpoint.path("id").asText();
        String secret = endpoint.path("secret").asText();
        Path printed = directory.resolve("printed.txt");
        Process receiver = start(name, Map.of("PORT", Integer.toString(port), "SECRET", secret), printed);
        try {
            Receivers.awaitListening(port);
            client.post("/v1/feedback", LoopClient.item("Żółć 🎉", "negative", Map.of("tag", tag)))
                    .expect(201);
            client.post("/v1/feedback", LargestItem.json(tag)).expect(201);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.get(path)
                                    .json()
                                    .path("health")
                                    .path("delivered")
                                    .asInt())
                            .as("%s prints %s", name, Files.readString(printed))
                            .isEqualTo(2));
            for (JsonNode attempt :
                    client.get(path + "/attempts").expect(200).json().path("data")) {
                assertThat(attempt.path("status").asInt()).isEqualTo(204);
            }
            String body = "{\"id\":\"evt_x\",\"type\":\"feedback.created\",\"data\":{}}";
            assertThat(send(port, secret, body, body)).as("signed here").isEqualTo(204);
            assertThat(send(port, secret, body, body.replace("evt_x", "evt_y"))).isEqualTo(401);
            assertThat(Files.readString(printed)).contains("evt_x").doesNotContain("evt_y");
        } finally {
            receiver.destroyForcibly().waitFor();
            client.delete(path).expect(204);
        }
    }

    private static Process start(String name, Map<String, String> environment, Path printed) throws Exception {
        if (name.endsWith(".py")) {
            return PythonProject.install("outside-receivers").start(name, environment, printed);
        }
        String script = name.split(" ")[0];
        NodeProject node = NodeProject.install("outside-receivers", script, "bundle.mjs");
        if (!name.endsWith("bundled")) {
            return node.start(script, environment, printed);
        }
        NodeProject.Run bundled = node.run("bundle.mjs", Map.of("SCRIPT", script));
        assertThat(bundled.exitValue()).as(bundled.printed()).isZero();
        return node.start("bundled.mjs", environment, printed);
    }

    private static int send(int port, String secret, String signed, String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        long now = Instant.now().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hooks"))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header(
                        "Loop-Signature",
                        HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))))
                .header("webhook-id", "evt_x")
                .header("webhook-timestamp", Long.toString(now))
                .header("webhook-signature", new Webhook(secret).sign("evt_x", now, signed))
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
