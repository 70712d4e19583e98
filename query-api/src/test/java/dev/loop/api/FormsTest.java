package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormsTest {

    private static final String NPS = "{\"question\":\"How likely?\",\"kind\":\"nps\",\"key\":\"key_public\"}";

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
    void shouldBeThereForAllOfTheProject_whenPut() {
        Answer made = put(
                "nps",
                "{\"title\":\"Two questions\",\"question\":\" How likely? \",\"kind\":\"nps\",\"language\":\"pt-br\","
                        + "\"texts\":{\"send\":\"Manda\"},\"comment\":false,\"tags\":[\"a\",\"b\",\"a\"],"
                        + "\"metadata\":{\"campaign\":\"june\",\"wave\":2},\"key\":\"key_public\",\"enabled\":false}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().toString())
                .isEqualTo(
                        "{\"name\":\"nps\",\"title\":\"Two questions\",\"question\":\"How likely?\",\"kind\":\"nps\","
                                + "\"language\":\"pt-BR\",\"comment\":false,\"tags\":[\"a\",\"b\"],\"texts\":{\"send\":\"Manda\"},"
                                + "\"metadata\":{\"campaign\":\"june\",\"wave\":\"2\"},\"key\":\"key_public\",\"enabled\":false,"
                                + "\"open\":false,\"path\":\"/f/nps\",\"answers\":\"/v1/feedback?metadata.form=nps\","
                                + "\"createdAt\":\"2026-07-01T12:00:00Z\",\"updatedAt\":\"2026-07-01T12:00:00Z\"}");
        assertThat(api.get("/v1/forms/nps").json()).isEqualTo(made.json());

        api.clock.advance(java.time.Duration.ofMinutes(1));
        Answer changed = put("nps", NPS);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().path("createdAt").asText()).isEqualTo("2026-07-01T12:00:00Z");
        assertThat(changed.json().path("updatedAt").asText()).isEqualTo("2026-07-01T12:01:00Z");
        assertThat(changed.json().path("open").asBoolean()).isTrue();
        assertThat(changed.json().has("title")).isFalse();

        assertThat(put("csat", NPS).status()).isEqualTo(201);
        assertThat(api.get("/v1/forms").json().path("data").findValuesAsText("name"))
                .containsExactly("csat", "nps");
        assertThat(api.get("/v1/forms?format=csv").body())
                .startsWith("name,title,question,kind,")
                .contains("\r\nnps,,How likely?,nps,en,true,,key_public,true,true,/f/nps,2026-");
        assertThat(api.send("GET", "/v1/forms", ApiFixture.OTHER, null).body()).isEqualTo("{\"data\":[]}");

        assertThat(delete("nps").status()).isEqualTo(204);
        assertThat(api.get("/v1/forms/nps").status()).isEqualTo(404);
        assertThat(delete("nps").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NPS       | {}                                  | name,question,kind,key",
                "a.json    | {}                                  | name,question,kind,key",
                "a         | {\"question\":7,\"kind\":[],\"key\":{}}   | question,kind,key",
                "a         | {Q,K,\"kind\":\"npm\"}                  | kind",
                "a         | {Q,K,\"kind\":\"text\",\"comment\":false} | comment",
                "a         | {Q,\"kind\":\"nps\",\"key\":\"key_secret\"} | key",
                "a         | {Q,\"kind\":\"nps\",\"key\":\"key_other\"}  | key",
                "a         | {Q,K,N,\"language\":\"english, please\"} | language",
                "a         | {Q,K,N,\"language\":\"sv\"}               | texts",
                "a         | {Q,K,N,\"language\":\"sv\",\"texts\":{\"low\":\"l\",\"high\":\"h\",\"send\":\"s\",\"thanks\":\"t\"}} | texts",
                "a         | {Q,K,N,\"texts\":{\"sned\":\"x\"}}        | texts.sned",
                "a         | {Q,K,N,\"tags\":\"a\"}                  | tags",
                "a         | {Q,K,N,\"tags\":[\"a,b\",7]}             | tags[0],tags[1]",
                "a         | {Q,K,N,\"metadata\":{\"form\":\"x\",\"rating\":1,\"loop.x\":1,\"user.x\":1}} |"
                        + " metadata.form,metadata.rating,metadata.loop.x,metadata.user.x",
                "a         | {Q,K,N,\"metadata\":{\"a\":{}}}           | metadata.a",
                "a         | {Q,K,N,\"enabled\":\"yes\"}             | enabled",
                "a         | {Q,K,N,\"nme\":1}                     | nme"
            })
    void shouldNameTheField_whenTheFormIsWrong(String name, String body, String fields) {
        String whole = body.replace("Q", "\"question\":\"How?\"")
                .replace("K,", "\"key\":\"key_public\",")
                .replace("N,", "\"kind\":\"nps\",");
        Answer answer = put(name, whole);

        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().path("errors").findValuesAsText("field"))
                .as(answer.body())
                .containsExactlyInAnyOrder(fields.split(","));
        assertThat(answer.json().path("errors").findValuesAsText("remedy")).doesNotContain("");
        assertThat(api.get("/v1/forms").json().path("data")).isEmpty();
        assertThat(api.post("/v1/forms/" + name + "/preview", whole).status()).isEqualTo(422);
    }

    @Test
    void shouldTakeAnyLanguage_whenItBringsItsWords() {
        Answer swedish = put(
                "a",
                "{\"question\":\"Hur?\",\"kind\":\"sentiment\",\"key\":\"key_public\",\"language\":\"sv\",\"texts\":{"
                        + "\"positive\":\"bra\",\"neutral\":\"ok\",\"negative\":\"dåligt\",\"comment\":\"Mer?\","
                        + "\"send\":\"Skicka\",\"thanks\":\"Tack\"}}");
        assertThat(swedish.status()).as(swedish.body()).isEqualTo(201);
    }

    @Test
    void shouldRefuseMore_whenThereAreAsManyAsThereMayBe() {
        List<String> lists = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            lists.add("\"t" + i + "\"");
        }
        String tags = String.join(",", lists);
        String metadata = String.join(":1,", lists) + ":1";
        Answer answer = put(
                "a",
                "{\"title\":\"" + "x".repeat(201) + "\",\"question\":\"" + "x".repeat(301)
                        + "\",\"kind\":\"nps\",\"key\":\"key_public\",\"texts\":{\"send\":\"" + "x".repeat(1_001)
                        + "\"},\"tags\":[" + tags + "],\"metadata\":{" + metadata + "}}");
        assertThat(answer.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("title", "question", "texts.send", "tags", "metadata");
        assertThat(put("x".repeat(61), NPS).json().at("/errors/0/field").asText())
                .isEqualTo("name");

        for (int i = 0; i < 100; i++) {
            assertThat(put("f" + i, NPS).status()).isEqualTo(201);
        }
        assertThat(put("one-more", NPS).status()).isEqualTo(409);
        assertThat(put("f7", NPS).status()).isEqualTo(200);
    }

    @Test
    void shouldNeedTheScopes_whenAKeyMayDoOtherThings() {
        for (String call : List.of("GET /v1/forms", "GET /v1/forms/a", "PUT /v1/forms/a", "DELETE /v1/forms/a")) {
            String[] parts = call.split(" ");
            byte[] body = parts[0].equals("PUT") ? NPS.getBytes(StandardCharsets.UTF_8) : null;
            assertThat(api.send(parts[0], parts[1], ApiFixture.READER, body).status())
                    .as(call)
                    .isEqualTo(403);
            assertThat(api.send(parts[0], parts[1], ApiFixture.PUBLISHABLE, body)
                            .status())
                    .as(call)
                    .isEqualTo(403);
        }
    }

    @Test
    void shouldTellAPageWhatToAsk_whenTheDefinitionIsRead() {
        put(
                "nps",
                NPS.replace(
                        "}", ",\"tags\":[\"a\"],\"metadata\":{\"wave\":\"2\"},\"language\":\"ar\",\"title\":\"T\"}"));
        Answer answer = api.send("GET", "/f/nps.json", "", null);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode json = answer.json();
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "name",
                        "title",
                        "question",
                        "kind",
                        "language",
                        "comment",
                        "tags",
                        "direction",
                        "texts",
                        "metadata");
        assertThat(json.path("direction").asText()).isEqualTo("rtl");
        assertThat(json.path("metadata").toString()).isEqualTo("{\"form\":\"nps\",\"wave\":\"2\"}");
        assertThat(json.path("texts").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("comment", "high", "low", "send", "thanks");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=60");

        String tag = answer.header("ETag");
        Answer again =
                api.send("GET", "/f/nps.json", "", null, "If-None-Match", "W/" + tag, "Origin", "https://a.example");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
        put("nps", NPS);
        assertThat(api.send("GET", "/f/nps.json", "", null, "If-None-Match", tag)
                        .status())
                .isEqualTo(200);

        put("nps", NPS.replace("}", ",\"enabled\":false}"));
        Answer closed = api.send("GET", "/f/nps.json", "", null, "Origin", "https://a.example");
        assertThat(closed.status()).isEqualTo(404);
        assertThat(closed.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(api.send("POST", "/f/nps.json", "", new byte[0]).status()).isEqualTo(405);
    }

    private Answer put(String name, String body) {
        return api.send("PUT", "/v1/forms/" + name, ApiFixture.SECRET, body.getBytes(StandardCharsets.UTF_8));
    }

    private Answer delete(String name) {
        return api.send("DELETE", "/v1/forms/" + name, ApiFixture.SECRET, null);
    }
}
