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
import org.junit.jupiter.params.provider.ValueSource;

/** An item that a program seems to have filled in is set aside, and its sender does not learn so. */
class SuspectedSpamTest {

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
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"website\":\"http://pills.example\",\"openMillis\":9000} | website: \"http://pills.example\"",
                "{\"website\":\"\",\"openMillis\":1199.5}                   | sooner than 1,200 ms",
                "{\"openMillis\":-3}                                       | sooner than 1,200 ms"
            })
    void shouldAnswerAsEverAndKeepIt_whenAProgramFilledItIn(String check, String why) {
        Answer usual = page(item("\"tag\":\"buy\""));
        Answer suspected = page(item("\"tag\":\"buy\",\"metadata\":{\"page\":\"/\"},\"check\":" + check));

        assertThat(suspected.status()).isEqualTo(201);
        assertThat(suspected.json().fieldNames()).toIterable().containsExactly("id", "sentiment", "createdAt");
        assertThat(suspected.headers().map().keySet())
                .isEqualTo(usual.headers().map().keySet());
        assertThat(api.get("/v1/feedback").json().get("data")).hasSize(1);

        JsonNode letter = api.get("/v1/dead-letters").json().at("/data/0");
        assertThat(letter.get("reason").asText()).isEqualTo("suspected-spam");
        assertThat(letter.get("replayable").asBoolean()).isTrue();
        assertThat(letter.has("replayedAs")).isFalse();
        assertThat(letter.at("/item/tag").asText()).isEqualTo("buy");
        assertThat(letter.at("/item/metadata/page").asText()).isEqualTo("/");
        assertThat(api.deadLetters.why()).contains(why).contains("publishable");
        assertThat(api.get("/v1/keys").body()).contains("\"suspected-spam\":1");
    }

    @Test
    void shouldBecomeThatKeysItemOnce_whenAPersonTakesItIn() {
        String key = api.post("/v1/keys", "{\"name\":\"Shop\",\"scopes\":[\"feedback:create\"],\"source\":\"shop\"}")
                .json()
                .get("key")
                .asText();
        String id = api.send("POST", "/v1/feedback", key, bytes(item("\"check\":{\"openMillis\":10}")))
                .json()
                .get("id")
                .asText();
        String replay = "/v1/dead-letters/0-0/replay";

        Answer taken = api.send("POST", replay, ApiFixture.SECRET, new byte[0]);
        Answer again = api.send("POST", replay, ApiFixture.SECRET, new byte[0]);

        assertThat(taken.status()).as(taken.body()).isEqualTo(201);
        assertThat(taken.json().get("id").asText()).isEqualTo(id);
        assertThat(taken.json().get("source").asText()).isEqualTo("shop");
        assertThat(taken.json().at("/metadata/userVerified").asText()).isEqualTo("false");
        assertThat(again.status()).isEqualTo(200);
        assertThat(api.get("/v1/feedback").json().get("data")).hasSize(1);
        assertThat(api.get("/v1/dead-letters/0-0").json().get("replayedAs").asText())
                .isEqualTo(id);
    }

    @Test
    void shouldTakeTheRepairedOne_whenAPersonChangesIt() {
        page(item("\"check\":{\"openMillis\":10}"));

        Answer taken = api.post("/v1/dead-letters/0-0/replay", ApiFixture.item("real", "neutral", ""));

        assertThat(taken.status()).isEqualTo(201);
        assertThat(taken.json().at("/user/id").asText()).isEqualTo("real");
        assertThat(api.get("/v1/dead-letters/0-0").json().get("replayedAs"))
                .isEqualTo(taken.json().get("id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"website\":\"\",\"openMillis\":1200}",
                "{\"website\":\"  \",\"openMillis\":1534.25}",
                "{\"website\":null,\"openMillis\":null}"
            })
    void shouldTakeItIn_whenAPersonFilledItIn(String check) {
        assertThat(page(item("\"check\":" + check)).status()).isEqualTo(201);

        assertThat(api.get("/v1/feedback").json().get("data")).hasSize(1);
        assertThat(api.get("/v1/dead-letters").json().get("data")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7                      | check",
                "{\"website\":true}     | check.website",
                "{\"openMillis\":\"9\"} | check.openMillis",
                "{\"openMilis\":9}      | check.openMilis"
            })
    void shouldNameTheField_whenTheCheckMakesNoSense(String check, String field) {
        Answer answer = page(item("\"check\":" + check));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo(field);
    }

    @Test
    void shouldRefuseTheCheck_whenTheKeyIsSecret() {
        Answer answer = api.post("/v1/feedback", item("\"check\":{\"openMillis\":10}"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/problem").asText()).contains("publishable keys");
    }

    private Answer page(String body) {
        return api.send("POST", "/v1/feedback", ApiFixture.PUBLISHABLE, bytes(body));
    }

    private static String item(String more) {
        return ApiFixture.item("u", "negative", more);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
