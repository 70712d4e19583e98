package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.e2e.LoopClient.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A read that passes on the position of a write sees it, or says within the stated time that it cannot yet. */
@ExtendWith(SharedLoop.class)
class ReadYourWriteTest {

    private static final Duration STATED = Duration.ofSeconds(5);
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final LoopClient client;

    ReadYourWriteTest(RunningLoop loop) {
        this.client = loop.client();
    }

    @Test
    void shouldSeeTheWrite_whenItsPositionIsPassedOn() {
        for (int i = 1; i <= 50; i++) {
            Answer written = client.post(
                            "/v1/feedback", LoopClient.item("m", "negative", Map.of("tag", "read-your-write")))
                    .expect(201);
            Answer read = client.get(
                            "/v1/sentiment?tag=read-your-write", "Loop-Position", written.header("Loop-Position"))
                    .expect(200);
            assertThat(read.json().at("/total/negative").asInt()).isEqualTo(i);
            assertThat(read.json().at("/asOf/position").asText()).isNotBlank();
        }
    }

    @Test
    void shouldSeeAllLines_whenThePositionOfABatchIsPassedOn() {
        List<String> lines = java.util.stream.IntStream.range(0, 500)
                .mapToObj(i -> LoopClient.item("m", "neutral", Map.of("tag", "batch-position")))
                .toList();
        String position = client.batch(lines).expect(202).header("Loop-Position");
        assertThat(client.get("/v1/sentiment?tag=batch-position&position=" + LoopClient.encode(position))
                        .expect(200)
                        .json()
                        .at("/total/total")
                        .asInt())
                .isEqualTo(500);
    }

    @Test
    void shouldSeeTheChangeAndTheErasure_whenTheyAreAnswered() {
        Answer written = client.post("/v1/feedback", LoopClient.item("m", "negative", Map.of("tag", "before")))
                .expect(201);
        String path = written.header("Location");
        client.patch(path, "{\"tag\":\"after\",\"status\":\"resolved\"}").expect(200);
        assertThat(client.get("/v1/sentiment?tag=before")
                        .json()
                        .at("/total/total")
                        .asInt())
                .isZero();
        assertThat(client.get("/v1/sentiment?tag=after")
                        .json()
                        .at("/total/resolved")
                        .asInt())
                .isOne();
        client.delete(path).expect(204);
        client.get(path).expect(404);
        assertThat(client.get("/v1/sentiment?tag=after")
                        .json()
                        .at("/total/total")
                        .asInt())
                .isZero();
    }

    @Test
    void shouldSaySoAtTheStatedTime_whenThePositionIsFarAhead() {
        Answer answer =
                client.get("/v1/sentiment", "Loop-Position", "0:999999999").expect(503);
        assertThat(answer.problem()).isEqualTo("position-not-reached");
        assertThat(answer.header("Retry-After")).isNotBlank();
        assertThat(answer.took()).isBetween(STATED, STATED.plus(SLACK));

        Answer sooner = client.get("/v1/sentiment", "Loop-Position", "0:999999999", "Loop-Wait", "300")
                .expect(503);
        assertThat(sooner.took()).isBetween(Duration.ofMillis(300), SLACK);
    }

    @Test
    void shouldRefuseIt_whenThePositionCannotBe() {
        for (String malformed : List.of("abc", "0", "0:-1", "0:1;2", "99999999999:1")) {
            assertThat(client.get("/v1/sentiment", "Loop-Position", malformed)
                            .expect(400)
                            .problem())
                    .isEqualTo("invalid-position");
        }
        Answer elsewhere = client.get("/v1/sentiment", "Loop-Position", "77:1").expect(400);
        assertThat(elsewhere.problem()).isEqualTo("invalid-position");
        assertThat(elsewhere.took()).isLessThan(SLACK);
    }
}
