package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.avro.TrendEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that are about no item, pulled from the real program, which is killed in between. */
class ProjectEventsPulledTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, String> TO_OURSELVES = Map.of("LOOP_ALLOW_PRIVATE_WEBHOOKS", "loopback");
    private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS);

    @TempDir
    private Path directory;

    private final List<String> pulled = new ArrayList<>();
    private String next = "";

    @Test
    void shouldBeToldOnceAndInOrder_whenNobodySubscribesAndTheProgramIsKilled() throws IOException {
        try (RecordingReceiver receiver = RecordingReceiver.start()) {
            receiver.behave(request -> 410);
            try (RunningLoop loop = RunningLoop.up(directory, TO_OURSELVES)) {
                loop.client()
                        .post("/v1/webhooks", "{\"url\":\"" + receiver.uri() + "\",\"events\":[\"feedback.created\"]}")
                        .expect(201);
                // Two instances have found the same spike.
                write(loop, spike(1, TrendEvent.OPENED), spike(1, TrendEvent.OPENED));
                loop.client()
                        .post("/v1/feedback", LoopClient.item("Slow", "negative", Map.of()))
                        .expect(201);
                pull(loop, 3);
                assertThat(pulled)
                        .containsExactlyInAnyOrder("feedback.created", "trend.opened evt_tr_1_1", "endpoint.disabled");
            }
            try (RunningLoop again = RunningLoop.up(directory, TO_OURSELVES)) {
                // One was behind, and comes late with what was told before the kill.
                write(again, spike(1, TrendEvent.OPENED), spike(2, TrendEvent.CLOSED), spike(2, TrendEvent.CLOSED));
                pull(again, 4);
                assertThat(pulled).last().isEqualTo("trend.closed evt_tr_1_2");
                String goneOn = next;
                next = "";
                pulled.clear();
                pull(again, 4);
                assertThat(next).as("nothing came meanwhile").isEqualTo(goneOn);
                again.stop();
            }
        }
    }

    /** Reads page by page until it has this many, and then to the end. */
    private void pull(RunningLoop loop, int atLeast) {
        await().atMost(PATIENCE).until(() -> {
            JsonNode page = loop.client()
                    .get("/v1/events?limit=1&wait=1&after=" + next)
                    .expect(200)
                    .json();
            page.path("data").forEach(event -> pulled.add(word(event)));
            next = page.path("next").asText();
            return pulled.size() >= atLeast && page.path("data").isEmpty();
        });
        assertThat(pulled).hasSize(atLeast).doesNotHaveDuplicates();
    }

    /** Returns the type, and the id where it is known beforehand. */
    private static String word(JsonNode event) {
        String type = event.path("type").asText();
        return type.startsWith("trend.") ? type + " " + event.path("id").asText() : type;
    }

    private static void write(RunningLoop loop, Trend... states) {
        try (Outsider instance = new Outsider(loop)) {
            for (Trend state : states) {
                instance.send(Topics.TRENDS, null, "default/tr_1", instance.encode(Topics.TRENDS, state));
            }
        }
    }

    private static Trend spike(long revision, TrendEvent event) {
        return Trend.newBuilder()
                .setProject("default")
                .setId("tr_1")
                .setTag("exports")
                .setRevision(revision)
                .setEvent(event)
                .setOpenedAt(HOUR)
                .setLastAt(HOUR)
                .setClosedAt(event == TrendEvent.CLOSED ? HOUR : null)
                .setItems(12)
                .setExpected(2.5)
                .setPeakAt(HOUR)
                .setPeakItems(12)
                .setPeakExpected(2.5)
                .setUpdatedAt(HOUR)
                .build();
    }
}
