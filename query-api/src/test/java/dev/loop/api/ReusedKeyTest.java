package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.Sentiment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An {@code Idempotency-Key} that was used for something else. */
class ReusedKeyTest {

    private static final String SAID = "{\"user\":{\"id\":\"u\"},\"message\":\"one\",\"sentiment\":\"negative\"}";

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({"v,one,negative", "u,ANOTHER,negative", "u,one,positive"})
    void shouldRefuseIt_whenUserMessageOrSentimentDiffers(String user, String message, String sentiment) {
        String id = create(SAID).json().get("id").asText();
        String other = "{\"user\":{\"id\":\"" + user + "\"},\"message\":\"" + message + "\",\"sentiment\":\""
                + sentiment + "\"}";

        Answer answer = create(other);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("type").asText()).endsWith("#idempotency-key-reused");
        assertThat(answer.json().get("remedy").asText()).contains("another key");
        // The first stands, and what is sent again as it was is still known.
        assertThat(create(SAID).json().get("id").asText()).isEqualTo(id);
        assertThat(api.get("/v1/feedback").json().get("data")).hasSize(1);
    }

    @Test
    void shouldRefuseIt_whenTheStoresDoNotShowTheFirstYet() {
        api.loop.hold();
        assertThat(create(SAID).status()).isEqualTo(201);

        assertThat(create(SAID.replace("one", "other")).status()).isEqualTo(422);
        assertThat(create(SAID).status()).isEqualTo(200);
    }

    @Test
    void shouldBeKnown_whenOnlySomethingElseDiffers() {
        create(SAID);
        assertThat(create(SAID.replace("\"message\"", "\"tag\":\"exports\",\"message\""))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void shouldRememberWhatWasFirstSent_whenTheSentimentWasChangedSince() {
        JsonNode first = create(SAID).json();
        String id = first.get("id").asText();
        Feedback asSent = api.loop.item("default", id).orElseThrow();
        api.events.changes.add(new FeedbackChange(
                "evt_1", ChangeType.CREATED, id, "default", 1L, ApiFixture.NOW, null, null, null, asSent));
        api.send(
                "PATCH",
                "/v1/feedback/" + id,
                ApiFixture.SECRET,
                "{\"sentiment\":\"positive\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(api.loop.item("default", id).orElseThrow().getSentiment()).isEqualTo(Sentiment.POSITIVE);

        assertThat(create(SAID).status()).isEqualTo(200);
        assertThat(create(SAID.replace("negative", "neutral")).status()).isEqualTo(422);
    }

    @Test
    void shouldBeTheFirstItem_whenAnExternalIdNamesIt() {
        String named = SAID.replace("\"message\"", "\"externalId\":\"7\",\"message\"");
        create(named);
        assertThat(create(named.replace("one", "other")).status()).isEqualTo(200);
    }

    @Test
    void shouldRefuseLineByLine_whenABatchSaysSomethingElse() {
        String lines = SAID + "\n" + SAID.replace("one", "two") + "\n";
        assertThat(batch(lines).json().get("created").asInt()).isEqualTo(2);
        assertThat(batch(lines).json().get("known").asInt()).isEqualTo(2);

        JsonNode again = batch(SAID + "\n" + SAID.replace("one", "OTHER") + "\n" + SAID.replace("one", "three") + "\n")
                .json();

        assertThat(again.get("results").findValuesAsText("status")).containsExactly("known", "refused", "created");
        assertThat(again.get("results").get(1).get("errors").get(0).get("field").asText())
                .isEqualTo("Idempotency-Key");
    }

    @Test
    void shouldRefuseTheLine_whenTheStoresDoNotShowTheFirstBatchYet() {
        api.loop.hold();
        batch(SAID + "\n");
        assertThat(batch(SAID.replace("one", "OTHER") + "\n")
                        .json()
                        .get("refused")
                        .asInt())
                .isEqualTo(1);
        assertThat(batch(SAID + "\n").json().get("known").asInt()).isEqualTo(1);
    }

    private Answer create(String body) {
        return api.post("/v1/feedback", body, "Idempotency-Key", "k1");
    }

    private Answer batch(String lines) {
        return api.post("/v1/feedback/batch", lines, "Idempotency-Key", "b1", "Content-Type", "application/x-ndjson");
    }
}
