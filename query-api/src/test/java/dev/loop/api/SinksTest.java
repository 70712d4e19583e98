package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.sink.SinkBoard.SinkState;
import dev.loop.topology.question.Position;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SinksTest {

    private final ApiFixture api = new ApiFixture();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldTellLagAndTrouble_whenAsked() {
        api.sinks.states = List.of(
                new SinkState("a", "feedback", "feedback", 12, Optional.empty()),
                new SinkState("b", "accounts", "account", 0, Optional.of("failed: no route")));

        JsonNode data = api.get("/v1/sinks").json().path("data");

        assertThat(data.path(0).path("lag").asLong()).isEqualTo(12);
        assertThat(data.path(0).has("trouble")).isFalse();
        assertThat(data.path(1).path("trouble").asText()).isEqualTo("failed: no route");
        assertThat(api.get("/v1/sinks?format=csv").body())
                .isEqualTo("name,topic,table,lag,trouble\r\na,feedback,feedback,12,\r\n"
                        + "b,accounts,account,0,failed: no route\r\n");
    }

    @Test
    void shouldWaitForThePosition_whenOneIsPassed() {
        String position = api.post(
                        "/v1/feedback", "{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"neutral\"}")
                .header("Loop-Position");
        assertThat(api.get("/v1/sinks", "Loop-Position", position).status()).isEqualTo(200);
        assertThat(api.sinks.asked).isEqualTo(Position.parse(position).orElseThrow());

        api.sinks.reached = false;
        api.sinks.states =
                List.of(new SinkState("a", "feedback", "feedback", 12, Optional.of("no process runs it now")));
        ApiFixture.Answer late = api.get("/v1/sinks?position=" + position, "Loop-Wait", "10");
        assertThat(late.status()).isEqualTo(503);
        assertThat(late.json().path("type").asText()).endsWith("position-not-reached");
        assertThat(late.header("Retry-After")).isEqualTo("1");
        assertThat(late.json().path("detail").asText()).endsWith("a is 12 records behind and no process runs it now.");
    }

    @Test
    void shouldSayHowToGetSinks_whenThereAreNoneToWaitFor() {
        api.sinks.states = List.of();
        assertThat(api.get("/v1/sinks").json().path("data")).isEmpty();
        ApiFixture.Answer none = api.get("/v1/sinks", "Loop-Position", "0:0");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.body()).contains("--bi");
    }

    @Test
    void shouldNotAnswerAPart_whenKafkaDoesNotTell() {
        api.sinks.unknown = true;
        assertThat(api.get("/v1/sinks").status()).isEqualTo(503);
    }
}
