package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loop.outside.NodeProject;
import dev.loop.outside.Receivers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The handler of the contract in Node, with Express, and the npm library of Standard Webhooks take in what we send, the
 * largest item among it, and refuse it after one byte was changed. So do the receivers that the dashboard gives to copy.
 */
@ExtendWith(SharedLoop.class)
class WebhookContractTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SIGNED =
            List.of("loop-signature", "loop-event-id", "webhook-id", "webhook-timestamp", "webhook-signature");

    @TempDir
    private Path directory;

    @Test
    void shouldBeTakenInAndRefusedOnceChanged_whenTheContractsHandlerReceives(RunningLoop loop) throws Exception {
        NodeProject node = NodeProject.install("outside-receiver", "receiver.js");
        LoopClient client = loop.client();
        check(node, client, "/hooks", false);
        check(node, client, "/standard", false);
        check(node, client, "/standard", true);
    }

    /** {@code ReceiverSnippetsTest} tests the requests that these receivers refuse. */
    @ParameterizedTest
    @CsvSource({"node, receiver.mjs", "python3, receiver.py", "java, Receiver.java"})
    void shouldBeTakenIn_whenAReceiverOfTheDashboardIsCopiedAndRun(String interpreter, String name, RunningLoop loop)
            throws Exception {
        assumeTrue(Receivers.isThere(interpreter), "SKIPPED: " + interpreter + " is not here, so " + name);
        LoopClient client = loop.client();
        int port = freePort();
        JsonNode endpoint = client.post(
                        "/v1/webhooks",
                        "{\"url\":\"http://127.0.0.1:" + port + "/hooks\",\"events\":[\"feedback.created\"]}")
                .expect(201)
                .json();
        String path = "/v1/webhooks/" + endpoint.path("id").asText();
        Path printed = directory.resolve(name + ".txt");
        Process receiver = Receivers.start(
                directory, interpreter, name, endpoint.path("secret").asText(), port, printed);
        try {
            Receivers.awaitListening(port);
            String item = client.post("/v1/feedback", LoopClient.item("Żółć 🎉", "negative", Map.of("tag", "exports")))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            assertThat(await(printed, 1).get(0)).contains("evt_" + item.substring("fb_".length()) + "_1", "Żółć");
            client.post("/v1/feedback", LargestItem.json(name + port)).expect(201);
            awaitDelivered(client, path, 2);
        } finally {
            receiver.destroyForcibly().waitFor();
            client.delete(path).expect(204);
        }
    }

    private static void awaitDelivered(LoopClient client, String path, int count) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            LoopClient.Answer answer = client.get(path);
            assertThat(answer.json().path("health").path("delivered").asInt())
                    .as(answer.text())
                    .isEqualTo(count);
        });
        JsonNode attempts = client.get(path + "/attempts").expect(200).json().path("data");
        assertThat(attempts)
                .hasSize(count)
                .allSatisfy(
                        attempt -> assertThat(attempt.path("status").asInt()).isEqualTo(204));
    }

    /** @param rotated the receiver still has the secret from before a rotation */
    private void check(NodeProject node, LoopClient client, String path, boolean rotated) throws Exception {
        int port = freePort();
        URI handler = URI.create("http://127.0.0.1:" + port + path);
        JsonNode endpoint = client.post(
                        "/v1/webhooks", "{\"url\":\"" + handler + "\",\"events\":[\"feedback.created\"]}")
                .expect(201)
                .json();
        String id = endpoint.path("id").asText();
        if (rotated) {
            client.post("/v1/webhooks/" + id + "/rotate", "{}").expect(200);
        }
        Path printed = directory.resolve(id + ".txt");
        Process receiver = node.start(
                "receiver.js",
                Map.of(
                        "PORT",
                        Integer.toString(port),
                        "SECRET",
                        endpoint.path("secret").asText()),
                printed);
        try {
            await(printed, 1);
            String item = client.post("/v1/feedback", LoopClient.item("Żółć 🎉", "negative", Map.of("tag", "exports")))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            JsonNode received = JSON.readTree(await(printed, 2).get(1));
            byte[] body = Base64.getDecoder().decode(received.path("body").asText());
            assertThat(JSON.readTree(body).path("data"))
                    .isEqualTo(client.get("/v1/feedback/" + item).expect(200).json());

            assertThat(send(handler, received.path("headers"), body)).isEqualTo(204);
            body[body.length / 2] ^= 1;
            assertThat(send(handler, received.path("headers"), body)).isEqualTo(401);

            client.post("/v1/feedback", LargestItem.json("contract" + port)).expect(201);
            byte[] largest = Base64.getDecoder()
                    .decode(JSON.readTree(await(printed, 4).get(3)).path("body").asText());
            for (String page : List.of("receivers.md", "webhooks.md")) {
                assertThat(Path.of("../connectors/src/main/documentation", page))
                        .content()
                        .as("%s says how large %,d bytes are", page, largest.length)
                        .contains("body has " + (largest.length + 1023 >> 10) + " KiB");
            }
        } finally {
            receiver.destroyForcibly().waitFor();
            client.delete("/v1/webhooks/" + id).expect(204);
        }
    }

    private static int send(URI to, JsonNode headers, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(to)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
        SIGNED.forEach(name -> request.header(name, headers.path(name).asText()));
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static List<String> await(Path file, int lines) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> Files.exists(file) ? Files.readAllLines(file) : List.of(),
                        printed -> printed.size() >= lines);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
