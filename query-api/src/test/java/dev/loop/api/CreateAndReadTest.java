package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.TooLongException;
import dev.loop.question.Questions.TooManyAtOnceException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CreateAndReadTest {

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldAnswerTheItemAndWhereItIs_whenCreated() {
        Answer created = api.post("/v1/feedback", """
                {"user":{"id":"u_1"},"message":"Export hangs","sentiment":"negative","source":"in-app-widget",
                 "tag":"exports","plan":"scale","createdAt":"2026-06-19T14:02:11Z",
                 "metadata":{"browser":"Firefox","build":1.10},"consent":true}
                """);

        assertThat(created.status()).as(created.body()).isEqualTo(201);
        String id = created.json().get("id").asText();
        assertThat(created.header("Location")).isEqualTo("/v1/feedback/" + id);
        assertThat(created.header("Loop-Position")).isEqualTo("0:0");
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(created.body())
                .isEqualTo("{\"id\":\"" + id + "\",\"user\":{\"id\":\"u_1\"},\"message\":\"Export hangs\","
                        + "\"sentiment\":\"negative\",\"source\":\"in-app-widget\",\"tag\":\"exports\","
                        + "\"status\":\"open\",\"createdAt\":\"2026-06-19T14:02:11Z\",\"plan\":\"scale\","
                        + "\"metadata\":{\"browser\":\"Firefox\",\"build\":\"1.10\"},\"consent\":true,"
                        + "\"receivedAt\":\"2026-07-01T12:00:00Z\",\"updatedAt\":\"2026-07-01T12:00:00Z\","
                        + "\"revision\":1}");

        Answer read = api.get("/v1/feedback/" + id, "Loop-Position", created.header("Loop-Position"));
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body()).isEqualTo(created.body());
        assertThat(api.get("/v1/feedback/" + id, "If-None-Match", "\"1\"").status())
                .isEqualTo(304);
    }

    @Test
    void shouldAnswerThePlanOfTheAccount_whenTheItemNamesNone() {
        api.send("PUT", "/v1/accounts/acme", ApiFixture.SECRET, bytes("{\"plan\":\"scale\",\"users\":[\"u_1\"]}"));

        Answer created = api.post("/v1/feedback", ApiFixture.item("u_1", "negative", ""));

        assertThat(created.json().path("plan").asText()).isEqualTo("scale");
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(created.body())
                .isEqualTo(api.get("/v1/feedback/" + created.json().get("id").asText())
                        .body());
    }

    @Test
    void shouldSendNoETag_whenThePlanOfTheAccountIsNotKnown() {
        api.send("PUT", "/v1/accounts/acme", ApiFixture.SECRET, bytes("{\"plan\":\"scale\",\"users\":[\"u_1\"]}"));
        for (RuntimeException failure : List.of(
                new NotReadyException("starting", Duration.ofSeconds(1)),
                new TooManyAtOnceException("busy", Duration.ofSeconds(1)),
                new TooLongException("long"))) {
            api.loop.failQuestionsWith(failure);

            Answer created = api.post("/v1/feedback", ApiFixture.item("u_1", "negative", ""));

            assertThat(created.status()).as(created.body()).isEqualTo(201);
            assertThat(created.json().has("plan")).isFalse();
            assertThat(created.header("ETag")).isEmpty();
            assertThat(api.post("/v1/feedback", ApiFixture.item("u_1", "negative", "\"plan\":\"free\""))
                            .header("ETag"))
                    .isEqualTo("\"1\"");
        }
    }

    @Test
    void shouldSendNoETag_whenAKnownItemDoesNotShowYet() {
        api.loop.hold();
        String item = ApiFixture.item("u_1", "negative", "");
        api.post("/v1/feedback", item, "Idempotency-Key", "k");

        Answer again = api.post("/v1/feedback", item, "Idempotency-Key", "k");

        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.header("ETag")).isEmpty();
        api.loop.release();
        assertThat(api.post("/v1/feedback", item, "Idempotency-Key", "k").header("ETag"))
                .isEqualTo("\"1\"");
    }

    @Test
    void shouldNotResolveAnItemBeforeItWasSaid_whenTheClockOfTheCallerIsAhead() {
        Answer created = api.post(
                "/v1/feedback",
                ApiFixture.item("u_1", "negative", "\"status\":\"resolved\",\"createdAt\":\"2026-07-01T12:02:00Z\""));

        assertThat(created.json().path("resolvedAt").asText()).isEqualTo("2026-07-01T12:02:00Z");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldCountBySentimentAndGroup_whenAskedForATable() {
        for (int i = 0; i < 3; i++) {
            api.post("/v1/feedback", ApiFixture.item("u_" + i, "negative", "\"tag\":\"exports\",\"plan\":\"scale\""));
        }
        api.post("/v1/feedback", ApiFixture.item("u_4", "positive", "\"tag\":\"exports\",\"plan\":\"scale\""));
        api.post("/v1/feedback", ApiFixture.item("u_5", "negative", "\"plan\":\"scale\""));
        api.post("/v1/feedback", ApiFixture.item("u_6", "negative", "\"tag\":\"search\",\"plan\":\"free\""));

        Answer answer = api.get("/v1/sentiment?group_by=tag&plan=scale&sort=-negative&limit=10");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode rows = answer.json().get("rows");
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).get("tag").asText()).isEqualTo("exports");
        assertThat(rows.get(0).get("negative").asInt()).isEqualTo(3);
        assertThat(rows.get(0).get("negativeShare").asDouble()).isEqualTo(0.75);
        assertThat(rows.get(1).get("tag").isNull()).isTrue();
        assertThat(answer.json().get("total").get("total").asInt()).isEqualTo(5);
        assertThat(answer.json().get("asOf").toString()).isEqualTo("{\"position\":\"0:5\",\"complete\":true}");
    }
}
