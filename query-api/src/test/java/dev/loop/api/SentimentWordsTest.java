package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A project chooses words of sentiment, and tries them on its history beforehand; on the real ledger. */
class SentimentWordsTest {

    private static final String PATH = "/v1/sentiment-words";
    private static final String OWN =
            "{\"words\":[{\"text\":\"Goated\",\"value\":3},{\"text\":\"hit the  paywall\",\"value\":-2.5}]}";

    @TempDir
    private Path directory;

    private DrivenLedger ledger;
    private ApiFixture api;

    @BeforeEach
    void start() {
        ledger = new DrivenLedger(directory.resolve("state"), ApiFixture.NOW);
        api = new ApiFixture(ledger);
    }

    @AfterEach
    void stop() {
        api.close();
        ledger.close();
    }

    @Test
    void shouldJudgeByThem_fromThenOn_andTellTheReasons() {
        assertThat(api.get(PATH).body()).isEqualTo("{\"rules\":\"r1\",\"shipped\":\"r1\",\"words\":[]}");
        String before = create("The editor is goated");

        Answer put = put(OWN, "\"w" + "0".repeat(8) + "\"");
        assertThat(put.status()).as(put.body()).isEqualTo(412);
        put = put(OWN, api.get(PATH).header("ETag"));

        assertThat(put.status()).as(put.body()).isEqualTo(200);
        String version = put.json().get("rules").asText();
        assertThat(put.header("ETag")).isEqualTo('"' + version.substring(3) + '"');
        assertThat(put.body())
                .isEqualTo("{\"rules\":\"" + version + "\",\"shipped\":\"r1\",\"words\":"
                        + "[{\"text\":\"goated\",\"value\":3.0},{\"text\":\"hit the paywall\",\"value\":-2.5}],"
                        + "\"changedAt\":\"2026-07-01T12:00:00Z\",\"changedBy\":\"secret\"}");
        assertThat(item(before).get("judgement").toString())
                .isEqualTo("{\"by\":\"rules\",\"version\":\"r1\",\"unsure\":false}");
        String after = create("The editor is goated");
        assertThat(item(after).get("sentiment").asText()).isEqualTo("positive");
        assertThat(item(after).at("/judgement/version").asText()).isEqualTo(version);
        JsonNode why = why(after);
        assertThat(why.get("rules").toString())
                .isEqualTo("[{\"from\":14,\"to\":20,\"term\":\"goated\",\"value\":3.0,\"because\":[\"own word\"]}]");
        assertThat(why.get("ownWords").toString())
                .isEqualTo("{\"version\":\"" + version.substring(3) + "\",\"words\":2,"
                        + "\"changedAt\":\"2026-07-01T12:00:00Z\",\"changedBy\":\"secret\",\"changedSince\":false}");
        assertThat(why(before).get("rules").toString()).isEqualTo("[]");

        assertThat(put("{\"words\":[]}", "*").json().get("rules").asText()).isEqualTo("r1");
        assertThat(why(after).has("rules")).isFalse();
        assertThat(why(after).at("/ownWords/changedSince").asBoolean()).isTrue();
        assertThat(api.send("GET", PATH, ApiFixture.OTHER, null).body()).doesNotContain("changedBy");
    }

    @Test
    void shouldTellWhatTheyWouldChange_andChangeNothing() {
        create("The editor is goated");
        create("They hit the paywall");
        create("The export crashes");
        String said = create("goated, as they say");
        String sent = create("It is goated, says its sender");
        patch(said, "negative");
        api.post("/v1/feedback", ApiFixture.item("u_1", "neutral", "\"tag\":\"exports\""));
        patch(sent, "positive");

        Answer preview = api.post(PATH + "/preview", OWN);

        assertThat(preview.status()).as(preview.body()).isEqualTo(200);
        JsonNode told = preview.json();
        assertThat(told.get("looked").asInt()).isEqualTo(6);
        assertThat(told.get("complete").asBoolean()).isTrue();
        assertThat(told.get("items").asInt()).isEqualTo(3);
        assertThat(told.get("changed").asInt()).isEqualTo(2);
        assertThat(told.get("changes").toString())
                .isEqualTo("[{\"from\":\"neutral\",\"to\":\"positive\",\"items\":1},"
                        + "{\"from\":\"neutral\",\"to\":\"negative\",\"items\":1}]");
        assertThat(told.get("people").toString()).isEqualTo("{\"items\":2,\"right\":1,\"rightBefore\":0}");
        assertThat(told.get("examples")).hasSize(2);
        assertThat(told.get("examples").findValuesAsText("message"))
                .containsExactlyInAnyOrder("The editor is goated", "They hit the paywall");
        for (JsonNode example : told.get("examples")) {
            boolean goated = example.get("message").asText().contains("goated");
            assertThat(example.get("words").toString()).isEqualTo(goated ? "[\"goated\"]" : "[\"hit the paywall\"]");
        }
        assertThat(api.get(PATH).json().get("words")).isEmpty();
        assertThat(api.post(PATH + "/preview?items=2", OWN)
                        .json()
                        .get("complete")
                        .asBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | words",
                "{\"words\":{}} | words",
                "{\"words\":[{\"text\":\"a b\",\"value\":1},{\"text\":\"A  B\",\"value\":2}]} | words[1].text",
                "{\"words\":[{\"text\":\"ok\",\"value\":4.1}]} | words[0].value",
                "{\"words\":[{\"text\":\"ok\",\"value\":\"1\"}]} | words[0]",
                "{\"words\":[{\"text\":\"ok\"}]} | words[0]",
                "{\"words\":[{\"text\":\"ok\",\"value\":1},{\"text\":\"very\",\"value\":1}]} | words[1].text",
                "{\"words\":[{\"text\":\"\\u200bok\",\"value\":1}]} | words[0].text",
                "{\"words\":[],\"mode\":1} | mode",
            })
    void shouldNameTheEntry_whenItIsOfNoUse(String body, String field) {
        for (Answer answer : new Answer[] {put(body, "*"), api.post(PATH + "/preview", body)}) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(422);
            assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo(field);
        }
    }

    @Test
    void shouldTakeAsManyAsItSays_andNoMore() {
        assertThat(put(many(500), "*").status()).isEqualTo(200);
        assertThat(put(many(501), "*").json().at("/errors/0/problem").asText()).contains("501");
        assertThat(api.get(PATH).json().get("words")).hasSize(500);
    }

    private static String many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"text\":\"word" + i + "\",\"value\":1}")
                .collect(Collectors.joining(",", "{\"words\":[", "]}"));
    }

    private String create(String message) {
        Answer answer = api.post("/v1/feedback", "{\"user\":{\"id\":\"u1\"},\"message\":\"" + message + "\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().get("id").asText();
    }

    private JsonNode item(String id) {
        return api.get("/v1/feedback/" + id).json();
    }

    private JsonNode why(String id) {
        return api.get("/v1/feedback/" + id + "/why").json();
    }

    private void patch(String id, String sentiment) {
        Answer answer = api.send(
                "PATCH",
                "/v1/feedback/" + id,
                ApiFixture.SECRET,
                ("{\"sentiment\":\"" + sentiment + "\"}").getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private Answer put(String body, String ifMatch) {
        return api.send("PUT", PATH, ApiFixture.SECRET, body.getBytes(StandardCharsets.UTF_8), "If-Match", ifMatch);
    }
}
