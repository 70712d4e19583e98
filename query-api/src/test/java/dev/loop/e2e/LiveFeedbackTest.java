package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A listener gets each change, and those that happened while the connection was broken. */
@ExtendWith(SharedLoop.class)
@Timeout(60)
class LiveFeedbackTest {

    private final RunningLoop loop;
    private final LoopClient client;

    LiveFeedbackTest(RunningLoop loop) {
        this.loop = loop;
        this.client = loop.client();
    }

    @Test
    void shouldTellEachChangeOnce_whenTheConnectionBreaksInBetween() throws Exception {
        String last;
        String path;
        try (Tail tail = new Tail("")) {
            assertThat(tail.next().event()).isEqualTo("open");
            path = client.post("/v1/feedback", LoopClient.item("Live!", "negative", Map.of("tag", "live-tail")))
                    .expect(201)
                    .header("Location");
            Message created = tail.next();
            assertThat(created.event()).isEqualTo("feedback.created");
            assertThat(created.json().at("/data/message").asText()).isEqualTo("Live!");
            last = created.id();
        }
        client.patch(path, "{\"status\":\"resolved\",\"tag\":\"live-tail2\",\"reason\":\"Fixed\"}")
                .expect(200);
        try (Tail tail = new Tail(last)) {
            // The change may be committed before the tail begins or after it.
            List<String> told = List.of(
                    tail.next().event(), tail.next().event(), tail.next().event());
            assertThat(told).containsOnlyOnce("open");
            assertThat(told)
                    .filteredOn(event -> !event.equals("open"))
                    .containsExactly("feedback.resolved", "feedback.tagged");
            client.delete(path).expect(204);
            // Erasures pass every filter, of whatever test.
            Message erased = tail.next();
            while (!path.endsWith(erased.json().at("/data/id").asText())) {
                erased = tail.next();
            }
            assertThat(erased.event()).isEqualTo("feedback.erased");
        }
    }

    @Test
    void shouldTellWhoChangedWhatAndWhy_whenAskedForTheHistory() {
        String path = client.post("/v1/feedback", LoopClient.item("m", "negative", Map.of("tag", "history")))
                .expect(201)
                .header("Location");
        client.patch(path, "{\"status\":\"resolved\",\"reason\":\"Fixed in 2.1\"}")
                .expect(200);
        client.patch(path, "{\"status\":\"open\",\"tag\":\"history2\",\"reason\":\"It came back\"}")
                .expect(200);

        JsonNode history = client.get(path + "/history").expect(200).json();
        assertThat(history.path("whole").asBoolean()).isTrue();
        assertThat(history.path("data"))
                .extracting(change -> change.path("revision").asInt())
                .containsExactly(3, 2, 1);
        assertThat(history.at("/data/0/reason").asText()).isEqualTo("It came back");
        assertThat(history.at("/data/0/changes").toString())
                .isEqualTo("[{\"field\":\"status\",\"from\":\"resolved\",\"to\":\"open\"},"
                        + "{\"field\":\"tag\",\"from\":\"history\",\"to\":\"history2\"}]");
        assertThat(history.at("/data/1/actor").asText()).isNotBlank();
        assertThat(history.at("/data/2/changes/0/from").isNull()).isTrue();

        client.delete(path + "?reason=asked%20by%20Jane").expect(204);
        assertThat(client.get(path + "/history").expect(404).text()).doesNotContain("Jane");
    }

    private record Message(String id, String event, String data) {
        JsonNode json() {
            try {
                return LoopClient.JSON.readTree(data);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** A listener to items whose tag begins with {@code live-tail}. */
    private final class Tail implements AutoCloseable {
        private final Stream<String> lines;
        private final Iterator<String> next;

        Tail(String lastEventId) throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(loop.address() + "/v1/stream?tag=live-tail&tag=live-tail2"))
                    .header("Authorization", "Bearer " + RunningLoop.SECRET_KEY);
            if (!lastEventId.isEmpty()) {
                request.header("Last-Event-ID", lastEventId);
            }
            HttpResponse<Stream<String>> response =
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofLines());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            lines = response.body();
            next = lines.iterator();
        }

        Message next() {
            String id = "";
            String event = "";
            String data = "";
            while (true) {
                String line = next.next();
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty() && !event.isEmpty()) {
                    return new Message(id, event, data);
                }
            }
        }

        @Override
        public void close() {
            lines.close();
        }
    }
}
