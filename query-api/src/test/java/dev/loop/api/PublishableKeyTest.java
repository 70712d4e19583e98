package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The key of a public page creates items, and reveals nothing. */
class PublishableKeyTest {

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
    void shouldAnswerNothingButWhatWasSent_whenAnItemIsNewOrKnown() {
        Answer first = create(item(""), "Idempotency-Key", "k1");
        Answer second = create(item(""), "Idempotency-Key", "k1");

        for (Answer answer : List.of(first, second)) {
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.json().fieldNames()).toIterable().containsExactly("id", "sentiment", "createdAt");
            for (String header : List.of("Idempotent-Replayed", "ETag", "Location", "Loop-Position", "RateLimit")) {
                assertThat(answer.header(header)).as(header).isEmpty();
            }
        }
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().map().keySet())
                .isEqualTo(first.headers().map().keySet());
        assertThat(api.get("/v1/feedback").json().get("data")).hasSize(1);
    }

    @Test
    void shouldLookTheSame_whenTheItemWasErased() {
        JsonNode first = create(item(""), "Idempotency-Key", "k1").json();
        assertThat(api.send("DELETE", "/v1/feedback/" + first.get("id").asText(), ApiFixture.SECRET, null)
                        .status())
                .isEqualTo(204);

        Answer again = create(item(""), "Idempotency-Key", "k1");

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first);
        assertThat(api.get("/v1/feedback").json().get("data")).isEmpty();
    }

    @Test
    void shouldMeetNoItemOfAnotherKey_whenItUsesTheSameIdempotencyKey() {
        String secret = api.post("/v1/feedback", item(""), "Idempotency-Key", "k1")
                .json()
                .get("id")
                .asText();
        String page = create(item(""), "Idempotency-Key", "k1").json().get("id").asText();
        String other = api.send(
                        "POST",
                        "/v1/feedback",
                        key("\"feedback:create\"", ""),
                        bytes(item("")),
                        "Idempotency-Key",
                        "k1")
                .json()
                .get("id")
                .asText();

        assertThat(List.of(secret, page, other)).doesNotHaveDuplicates();
    }

    @Test
    void shouldLoseNothing_whenItUsesAKeyForSomethingElse() {
        create(item(""), "Idempotency-Key", "k1");
        Answer other = create(ApiFixture.item("u", "positive", ""), "Idempotency-Key", "k1");

        assertThat(other.status()).isEqualTo(201);
        assertThat(api.get("/v1/feedback").json().get("data")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "externalId | \"zendesk:99\"",
                "plan       | \"scale\"",
                "status     | \"resolved\"",
                "resolvedAt | \"2026-06-01T00:00:00Z\"",
                "createdAt  | \"2020-06-01T00:00:00Z\"",
                "consent    | true",
                "plan       | {\"a\":[1]}",
                "externalId | null"
            })
    void shouldRefuseTheField_whenAVisitorCannotKnowIt(String field, String value) {
        Answer answer = create(item("\"" + field + "\":" + value));

        assertThat(answer.status()).isEqualTo(422);
        JsonNode error = answer.json().get("errors").get(0);
        assertThat(error.get("field").asText()).isEqualTo(field);
        assertThat(error.get("problem").asText()).contains("publishable key (pk_…)");
        assertThat(error.get("remedy").asText()).contains("secret key (sk_…)");
        assertThat(api.get("/v1/feedback").json().get("data")).isEmpty();
    }

    @Test
    void shouldRefuseEachOfThem_whenSeveralFieldsAreNotForIt() {
        Answer answer = create(item("\"plan\":\"scale\",\"status\":\"open\",\"source\":\"zendesk\",\"colour\":1"));

        assertThat(answer.json().get("errors").findValuesAsText("field"))
                .containsExactly("plan", "status", "colour", "source");
    }

    /** Whoever can read the key in a page could otherwise keep items from those who are told of new ones. */
    @Test
    void shouldRefuseTheMarkOfOldItems_whenAPageSetsIt() {
        Answer answer = create(item("\"metadata\":{\"loop.backfill\":\"true\"}"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("metadata.loop.backfill");
    }

    @Test
    void shouldTakeTagAndMetadata_whenAPageSendsThem() {
        Answer created = create(item("\"tag\":\"exports\",\"metadata\":{\"path\":\"/a\"}"));
        JsonNode item =
                api.get("/v1/feedback/" + created.json().get("id").asText()).json();

        assertThat(item.get("tag").asText()).isEqualTo("exports");
        assertThat(item.get("metadata").get("path").asText()).isEqualTo("/a");
        assertThat(item.has("source")).isFalse();
    }

    @Test
    void shouldHaveTheSourceOfItsKey_whateverThePageSays() {
        String survey = key("\"feedback:create\"", ",\"source\":\"survey\"");

        JsonNode said = send(survey, item("\"source\":\"survey\"")).json();
        JsonNode silent = send(survey, item("")).json();
        Answer other = send(survey, item("\"source\":\"in-app-widget\""));

        for (JsonNode made : List.of(said, silent)) {
            assertThat(api.get("/v1/feedback/" + made.get("id").asText())
                            .json()
                            .get("source")
                            .asText())
                    .isEqualTo("survey");
        }
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.body()).contains("made for \\\"survey\\\"");
        // A key without one.
        assertThat(create(item("\"source\":\"in-app-widget\"")).status()).isEqualTo(201);
        assertThat(create(item("\"source\":\"zendesk\"")).status()).isEqualTo(422);
    }

    @Test
    void shouldTakeNoBatch_whenTheKeyIsPublishable() {
        Answer answer = api.send(
                "POST",
                "/v1/feedback/batch",
                ApiFixture.PUBLISHABLE,
                bytes("[" + item("") + "]"),
                "Origin",
                "https://shop.example");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().get("detail").asText()).contains("publishable", "POST /v1/feedback", "secret key");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(api.get("/v1/feedback").json().get("data")).isEmpty();
    }

    @Test
    void shouldTakeSmallBodiesAlone_whenTheKeyIsPublishable() {
        String large = item("\"metadata\":{}," + " ".repeat(32 << 10) + "\"tag\":\"a\"");

        Answer refused = create(large, "Origin", "https://shop.example");

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.json().get("detail").asText()).contains("32,768");
        assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(api.post("/v1/feedback", large).status()).isEqualTo(201);
    }

    @Test
    void shouldSetEveryField_whenASecretKeyMayOnlyCreate() {
        String key = key("\"feedback:create\"", ",\"publishable\":false");
        assertThat(key).startsWith("sk_");

        Answer first = send(key, item("\"externalId\":\"7\",\"plan\":\"scale\""));
        Answer known = send(key, item("\"externalId\":\"7\",\"plan\":\"scale\""));

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.json().fieldNames()).toIterable().containsExactly("id", "sentiment", "createdAt");
        assertThat(known.status()).isEqualTo(201);
        assertThat(known.body()).isEqualTo(first.body());
        assertThat(known.headers().map().keySet())
                .isEqualTo(first.headers().map().keySet());
        assertThat(api.send("POST", "/v1/feedback/batch", key, bytes("[" + item("") + "]"))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void shouldNotShowTheItem_whenAKeyMayChangeAndNotRead() {
        String id = api.post("/v1/feedback", item("\"tag\":\"secret-project\""))
                .json()
                .get("id")
                .asText();
        String key = key("\"feedback:write\"", "");

        Answer changed = api.send("PATCH", "/v1/feedback/" + id, key, bytes("{\"status\":\"resolved\"}"));

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().fieldNames()).toIterable().containsExactly("id", "sentiment", "createdAt");
        assertThat(changed.header("ETag")).isEqualTo("\"2\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"feedback:create\"", "\"feedback:write\""})
    void shouldNotSignIn_whenAKeyMayReadNothing(String scopes) {
        String key = key(scopes, "");

        Answer answer = api.send(
                "POST",
                "/session",
                "",
                bytes("{\"key\":\"" + key + "\"}"),
                "Origin",
                "http://127.0.0.1:" + api.server.port());

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().get("detail").asText()).contains("cannot sign in");
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(api.get("/v1/keys").json().get("browsers")).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrong_whenAKeyCannotBePublishable() {
        assertThat(make("\"feedback:read\"", ",\"publishable\":true").body())
                .contains("\"publishable\"", "feedback:create alone");
        assertThat(make("\"feedback:read\"", ",\"source\":\"survey\"").body()).contains("is for publishable keys");
        assertThat(make("\"feedback:create\"", ",\"source\":\"a\\nb\"").status())
                .isEqualTo(422);
        assertThat(make("\"feedback:create\"", ",\"publishable\":\"no\"").status())
                .isEqualTo(422);
        assertThat(make("\"feedback:create\"", ",\"source\":\"survey\"")
                        .json()
                        .get("source")
                        .asText())
                .isEqualTo("survey");
    }

    private Answer create(String body, String... headers) {
        return api.send("POST", "/v1/feedback", ApiFixture.PUBLISHABLE, bytes(body), headers);
    }

    private Answer send(String key, String body) {
        return api.send("POST", "/v1/feedback", key, bytes(body));
    }

    private Answer make(String scopes, String more) {
        return api.post("/v1/keys", "{\"name\":\"k\",\"scopes\":[" + scopes + "]" + more + "}");
    }

    private String key(String scopes, String more) {
        return make(scopes, more).json().get("key").asText();
    }

    private static String item(String more) {
        return ApiFixture.item("u", "negative", more);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
