package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.schemas.avro.Project;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key is replaced by a new one without a moment in which neither works. */
class KeyRotationTest {

    private static final String ITEM = ApiFixture.item("u", "negative", "");

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
    void shouldOpenWithBothUntilTheOverlapEnds_whenAKeyIsRotated() {
        JsonNode before =
                make("\"feedback:create\"", ",\"source\":\"shop\",\"origins\":[\"https://shop.example.com\"]");

        Answer rotated = rotate(before, "{\"overlap\":\"2h\"}");
        JsonNode after = rotated.json();

        assertThat(rotated.status()).as(rotated.body()).isEqualTo(201);
        assertThat(rotated.header("Cache-Control")).isEqualTo("no-store");
        assertThat(rotated.header("Location"))
                .isEqualTo("/v1/keys/" + after.get("id").asText());
        assertThat(after.get("key").asText())
                .startsWith("pk_")
                .isNotEqualTo(before.get("key").asText());
        assertThat(after.get("source").asText()).isEqualTo("shop");
        assertThat(after.at("/origins/0").asText()).isEqualTo("https://shop.example.com");
        assertThat(after.get("beganAs")).isEqualTo(before.get("id"));
        assertThat(create(before).status()).isEqualTo(201);
        assertThat(create(after).status()).isEqualTo(201);
        assertThat(api.get("/v1/keys").body()).contains("\"expiresAt\":\"2026-07-01T14:00:00Z\"");

        api.clock.advance(Duration.ofHours(2));
        assertThat(create(before).status()).isEqualTo(401);
        assertThat(create(after).status()).isEqualTo(201);
        assertThat(api.get("/v1/keys").body()).doesNotContain("expiresAt");
    }

    @Test
    void shouldStayRevoked_whenAnEndedKeyIsCleanedAway() {
        JsonNode before = make("\"feedback:read\"", "");
        rotate(before, "{\"overlap\":\"0s\"}");
        assertThat(api.send("GET", "/v1/feedback", key(before), null).status()).isEqualTo(401);

        make("\"feedback:read\"", "");

        Project project = api.projects.get("default").orElseThrow();
        assertThat(project.getRevoked()).contains(before.get("id").asText());
        assertThat(project.getKeys())
                .noneMatch(one -> one.getId().equals(before.get("id").asText()));
    }

    @Test
    void shouldBeOneItemAndOneQuota_whenAPageSendsAgainWithTheNewKey() {
        JsonNode before = make("\"feedback:create\"", ",\"limits\":{\"keyDay\":2}");
        JsonNode first = create(before, "Idempotency-Key", "k1").json();
        JsonNode after = rotate(before, "").json();

        JsonNode again = create(after, "Idempotency-Key", "k1").json();

        assertThat(again.get("id")).isEqualTo(first.get("id"));
        assertThat(api.get("/v1/feedback").json().get("data")).hasSize(1);
        assertThat(create(before).status()).isEqualTo(429);
        assertThat(create(after).status()).isEqualTo(429);
        JsonNode third = rotate(after, "").json();
        assertThat(third.get("beganAs")).isEqualTo(before.get("id"));
        assertThat(create(third).status()).isEqualTo(429);
    }

    @Test
    void shouldRefuse_whenItWasRotatedAlreadyOrTheOverlapIsTooLong() {
        JsonNode before = make("\"feedback:create\"", "");
        assertThat(rotate(before, "{\"overlap\":\"91d\"}").status()).isEqualTo(422);
        assertThat(rotate(before, "{\"overlap\":\"90d\"}").status()).isEqualTo(201);

        Answer again = rotate(before, "");

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().get("type").asText()).endsWith("#key-rotated");
        assertThat(api.send("POST", "/v1/keys/key_none/rotate", ApiFixture.SECRET, new byte[0])
                        .status())
                .isEqualTo(404);
        String maker = key(make("\"keys:write\"", ""));
        assertThat(api.send("POST", "/v1/keys/key_secret/rotate", maker, new byte[0])
                        .status())
                .isEqualTo(403);
    }

    @Test
    void shouldSignItsBrowsersOut_whenARotatedKeyEnds() {
        JsonNode before = make("\"feedback:read\"", "");
        Answer signedIn = api.send(
                "POST",
                "/session",
                "",
                bytes("{\"key\":\"" + key(before) + "\"}"),
                "Origin",
                "http://127.0.0.1:" + api.server.port());
        String cookie = signedIn.header("Set-Cookie").split(";", 2)[0];

        rotate(before, "{\"overlap\":\"1h\"}");
        assertThat(api.send("GET", "/v1/feedback", "", null, "Cookie", cookie).status())
                .isEqualTo(200);
        api.clock.advance(Duration.ofHours(1));
        assertThat(api.send("GET", "/v1/feedback", "", null, "Cookie", cookie).status())
                .isEqualTo(401);
    }

    private JsonNode make(String scopes, String more) {
        Answer made = api.post("/v1/keys", "{\"name\":\"k\",\"scopes\":[" + scopes + "]" + more + "}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json();
    }

    private Answer rotate(JsonNode key, String body) {
        return api.post("/v1/keys/" + key.get("id").asText() + "/rotate", body);
    }

    private Answer create(JsonNode key, String... headers) {
        return api.send("POST", "/v1/feedback", key(key), bytes(ITEM), headers);
    }

    private static String key(JsonNode made) {
        return made.get("key").asText();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
