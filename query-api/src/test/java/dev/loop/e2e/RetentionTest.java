package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.api.key.KeyFactory;
import dev.loop.e2e.LoopClient.Answer;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Project;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Items beyond a project's retention leave the items, the figures and the topic; those of other projects stay. */
@ExtendWith(SharedLoop.class)
class RetentionTest {

    private static final String KEY = "sk_of_a_forgetful_project";

    /** Old items are looked for every half a minute. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final RunningLoop loop;

    RetentionTest(RunningLoop loop) {
        this.loop = loop;
    }

    @Test
    void shouldForgetOldItems_whenTheProjectKeepsThemForDays() {
        Instant now = Instant.now();
        LoopClient client = new LoopClient(loop.address(), KEY);
        try (Outsider outsider = new Outsider(loop)) {
            keep(outsider, null, now);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> client.get("/v1/sentiment").status() == 200);
            String old = say(client, now.minus(31, ChronoUnit.DAYS));
            String young = say(client, now.minus(29, ChronoUnit.DAYS));
            String ofOthers = say(loop.client(), now.minus(31, ChronoUnit.DAYS));
            client.awaitTotal(2);

            keep(outsider, 30, now);
            await().atMost(LONGEST_WAIT)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> client.total().path("total").asInt() == 1);
            client.get(old).expect(404);
            client.get(young).expect(200);
            loop.client().get(ofOthers).expect(200);
            assertThat(client.items("")).hasSize(1);
            assertThat(Figures.table(
                            client.get("/v1/sentiment/timeline").json().path("rows"), row -> "all", Figures::of))
                    .containsValue(Figures.one("neutral"));
            String id = old.substring(old.lastIndexOf('/') + 1);
            await().untilAsserted(() -> assertThat(outsider.decoded(Topics.FEEDBACK_EVENTS))
                    .anySatisfy(event -> {
                        assertThat(event.key()).isEqualTo(id);
                        assertThat(Objects.requireNonNull(event.value()).getType())
                                .isEqualTo(ChangeType.EXPIRED);
                    }));
            assertThat(outsider.decoded(Topics.FEEDBACK).stream()
                            .filter(item -> item.key().equals(id))
                            .reduce((first, second) -> second)
                            .orElseThrow()
                            .value())
                    .isNull();
        }
    }

    private static String say(LoopClient client, Instant at) {
        Answer answer = client.post("/v1/feedback", LoopClient.item("m", "neutral", Map.of("createdAt", at.toString())))
                .expect(201);
        client.get(answer.header("Location"), "Loop-Position", answer.header("Loop-Position"))
                .expect(200);
        return answer.header("Location");
    }

    private static void keep(Outsider outsider, Integer days, Instant now) {
        var keys = List.of(KeyFactory.stored(KEY, "secret", now));
        Project project = new Project(
                "forgetful",
                "Forgetful",
                days,
                keys,
                now.truncatedTo(ChronoUnit.MILLIS),
                List.of(),
                null,
                List.of(),
                null,
                null);
        outsider.send(Topics.PROJECTS, null, project.getId(), outsider.encode(Topics.PROJECTS, project));
    }
}
