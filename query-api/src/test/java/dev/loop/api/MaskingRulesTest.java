package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A project chooses what is taken out of its texts. */
class MaskingRulesTest {

    private static final String OWN = "{\"kinds\":[\"ssn\",\"phone\"],\"region\":\"us\",\"patterns\":"
            + "[{\"name\":\"employee\",\"pattern\":\"\\\\bE[0-9]{5}\\\\b\"}]}";

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
    void shouldMaskByTheRulesOfTheProject_fromThenOn_andByThoseOfTheServerAfterwards() {
        assertThat(api.get("/v1/masking").body())
                .isEqualTo("{\"from\":\"server\",\"kinds\":[\"card\",\"ssn\"],\"version\":\"mask-1\"}");

        Answer put = put(OWN);
        assertThat(put.status()).as(put.body()).isEqualTo(200);
        assertThat(put.body())
                .isEqualTo("{\"from\":\"project\",\"kinds\":[\"ssn\",\"phone\"],\"region\":\"US\",\"patterns\":"
                        + "[{\"name\":\"employee\",\"pattern\":\"\\\\bE[0-9]{5}\\\\b\"}],"
                        + "\"changedAt\":\"2026-07-01T12:00:00Z\",\"changedBy\":\"secret\",\"version\":\"mask-1\"}");
        JsonNode item = create("E12345 called from (201) 555-0123, card 4111 1111 1111 1111");
        assertThat(item.get("message").asText()).isEqualTo("[employee] called from [phone], card 4111 1111 1111 1111");
        assertThat(item.at("/masked/0").toString())
                .isEqualTo("{\"field\":\"message\",\"kind\":\"employee\",\"at\":[0,10]}");
        assertThat(api.send("GET", "/v1/masking", ApiFixture.OTHER, null)
                        .json()
                        .get("from")
                        .asText())
                .isEqualTo("server");

        assertThat(api.send("DELETE", "/v1/masking", ApiFixture.SECRET, null)
                        .json()
                        .get("from")
                        .asText())
                .isEqualTo("server");
        assertThat(create("E12345, card 4111 1111 1111 1111").get("message").asText())
                .isEqualTo("E12345, card [card …1111]");
    }

    @Test
    void shouldRefuseANameThatHoldsIt_withTheField() {
        put(OWN);

        Answer refused = api.post("/v1/feedback", "{\"user\":{\"id\":\"E12345\"},\"message\":\"m\"}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors/0/field").asText()).isEqualTo("user.id");
        assertThat(refused.body()).contains("employee").doesNotContain("E12345");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | kinds",
                "{\"kinds\":\"card\"} | kinds",
                "{\"kinds\":[\"crad\"]} | kinds",
                "{\"kinds\":[],\"region\":\"XX\"} | region",
                "{\"kinds\":[],\"patterns\":[{\"name\":\"mail\",\"pattern\":\"a\"}]} | patterns[0].name",
                "{\"kinds\":[],\"patterns\":[{\"name\":\"a\",\"pattern\":\"(\"}]} | patterns[0].pattern",
                "{\"kinds\":[],\"patterns\":[{\"name\":\"a\",\"pattern\":\"x*\"}]} | patterns[0].pattern",
                "{\"kinds\":[],\"patterns\":[{\"name\":\"a\",\"pattern\":\"(?=a)\"}]} | patterns[0].pattern",
                "{\"kinds\":[],\"patterns\":[{\"name\":\"a\"}]} | patterns[0]"
            })
    void shouldNameTheField_whenRulesAreWrong(String body, String field) {
        for (Answer answer : new Answer[] {put(body), api.post("/v1/masking/preview", body)}) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(422);
            assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo(field);
        }
    }

    @Test
    void shouldTellWhatWouldBeTakenOut_andTakeNothingOut() {
        create("E12345 is out");
        create("E23456 and E34567");
        create("nothing");
        put("{\"kinds\":[]}");
        api.post("/v1/feedback", "{\"user\":{\"id\":\"E99999\"},\"message\":\"m\",\"metadata\":{\"by\":\"E11111\"}}");

        Answer preview = api.post("/v1/masking/preview", OWN);

        assertThat(preview.status()).as(preview.body()).isEqualTo(200);
        JsonNode told = preview.json();
        assertThat(told.get("looked").asInt()).isEqualTo(4);
        assertThat(told.get("complete").asBoolean()).isTrue();
        assertThat(told.get("items").asInt()).isEqualTo(3);
        assertThat(told.get("refused").asInt()).isEqualTo(1);
        assertThat(told.get("kinds").toString())
                .isEqualTo("[{\"kind\":\"employee\",\"field\":\"message\",\"items\":2,\"places\":3},"
                        + "{\"kind\":\"employee\",\"field\":\"metadata\",\"items\":1,\"places\":1}]");
        assertThat(told.get("examples")).hasSize(4);
        assertThat(preview.body()).doesNotContain("E12345").doesNotContain("E11111");
        assertThat(api.get("/v1/feedback").body()).contains("E12345");
        assertThat(api.post("/v1/masking/preview?items=2", OWN)
                        .json()
                        .get("complete")
                        .asBoolean())
                .isFalse();
    }

    private JsonNode create(String message) {
        Answer answer = api.post("/v1/feedback", "{\"user\":{\"id\":\"u1\"},\"message\":\"" + message + "\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json();
    }

    private Answer put(String body) {
        return api.send("PUT", "/v1/masking", ApiFixture.SECRET, body.getBytes(StandardCharsets.UTF_8));
    }
}
