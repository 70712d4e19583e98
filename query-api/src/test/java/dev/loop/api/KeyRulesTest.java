package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.api.limit.LimitSettings;
import dev.loop.connectors.webhook.address.AddressRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A publishable key is made for pages and with limits of its own, and its use is shown. */
class KeyRulesTest {

    private static final String SHOP = "https://shop.example.com";
    private static final String ITEM = ApiFixture.item("u", "negative", "");

    private ApiFixture api;

    @BeforeEach
    void start() {
        LimitSettings limits = new LimitSettings(
                10,
                60,
                50,
                10_000,
                10,
                60,
                32 << 10,
                List.of(AddressRange.parse("127.0.0.0/8")),
                false,
                Optional.empty());
        api = new ApiFixture(ApiSettings.of("127.0.0.1", 0, draft -> draft.limits = limits));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldTakeTheOriginsAsBrowsersWriteThem_whenAKeyIsMade() {
        JsonNode made = make(
                "\"origins\":[\"HTTPS://Shop.Example.com/\",\"https://shop.example.com:443\",\"http://localhost:3000\",\"capacitor://localhost\"]");

        assertThat(made.get("origins"))
                .extracting(JsonNode::asText)
                .containsExactly(SHOP, "http://localhost:3000", "capacitor://localhost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://shop.example.com",
                "https://shop.example.com.evil.example",
                "https://shop.example.com:8443",
                "https://SHOP.example.com",
                "null"
            })
    void shouldRefuseReadably_whenAnotherPageUsesTheKey(String origin) {
        JsonNode key = make("\"origins\":[\"" + SHOP + "\"]");

        Answer refused = create(key, "Origin", origin);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("type").asText()).endsWith("#origin-not-allowed");
        assertThat(refused.json().get("detail").asText()).contains(origin).doesNotContain("shop.example.com\", ");
        assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(api.get("/v1/feedback").json().get("data")).isEmpty();
    }

    @Test
    void shouldLetThrough_whenThePageIsTheKeysOrOursOrNone() {
        JsonNode key = make("\"origins\":[\"" + SHOP + "\"]");

        assertThat(create(key, "Origin", SHOP).status()).isEqualTo(201);
        assertThat(create(key, "Origin", "http://127.0.0.1:" + api.server.port())
                        .status())
                .isEqualTo(201);
        assertThat(create(key).status()).isEqualTo(201);
        assertThat(create(make(""), "Origin", "https://anywhere.example").status())
                .isEqualTo(201);
    }

    @Test
    void shouldNotUseUpAVisitorsLimit_whenAnotherPageUsesTheKey() {
        JsonNode key = make("\"origins\":[\"" + SHOP + "\"]");
        for (int i = 0; i < 12; i++) {
            assertThat(from("203.0.113.7", key, "https://evil.example").status())
                    .isEqualTo(403);
        }
        assertThat(from("203.0.113.7", key, SHOP).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"shop.example.com\"",
                "\"https://shop.example.com/path\"",
                "\"https://*.example.com\"",
                "\"*\"",
                "\"null\"",
                "\"https://me:pw@shop.example.com\"",
                "\"https://bücher.example\"",
                "7"
            })
    void shouldSayHowAnOriginLooks_whenItIsNone(String origin) {
        Answer answer = api.post("/v1/keys", body("\"origins\":[" + origin + "]"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("origins");
        assertThat(answer.json().at("/errors/0/remedy").asText()).contains("https://app.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"NPS\"", "\"a b\"", "\"\"", "\"../nps\"", "7", "null"})
    void shouldSayHowAFormIsNamed_whenItIsNone(String form) {
        Answer answer = api.post("/v1/keys", body("\"forms\":[" + form + "]"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("forms");
        assertThat(answer.json().at("/errors/0/remedy").asText()).contains("a-z, 0-9, - and _");
    }

    @Test
    void shouldMeetTheLimitsOfTheKey_whenItHasItsOwn() {
        JsonNode narrow = make("\"limits\":{\"keySecond\":2,\"addressMinute\":100,\"addressHour\":0}");
        JsonNode daily = make("\"limits\":{\"keyDay\":1}");

        assertThat(from("203.0.113.7", narrow, SHOP).header("RateLimit-Policy"))
                .isEqualTo("\"address-minute\";q=100;w=60");
        assertThat(from("203.0.113.7", narrow, SHOP).status()).isEqualTo(201);
        Answer third = from("203.0.113.7", narrow, SHOP);
        assertThat(third.status()).isEqualTo(429);
        assertThat(third.header("RateLimit-Policy")).isEqualTo("\"key-second\";q=2;w=1");

        assertThat(create(daily).status()).isEqualTo(201);
        Answer second = create(daily);
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.header("RateLimit-Policy")).isEqualTo("\"day\";q=1;w=86400");
        assertThat(second.header("Retry-After")).isEqualTo(String.valueOf(12 * 3600));
    }

    @Test
    void shouldCountAddressesApart_whenAKeyHasItsOwnLimitForThem() {
        JsonNode kiosk = make("\"limits\":{\"addressMinute\":3}");
        JsonNode usual = make("");
        for (int i = 0; i < 3; i++) {
            assertThat(from("203.0.113.7", kiosk, SHOP).status()).isEqualTo(201);
        }
        assertThat(from("203.0.113.7", kiosk, SHOP).status()).isEqualTo(429);
        for (int i = 0; i < 10; i++) {
            assertThat(from("203.0.113.7", usual, SHOP).status()).isEqualTo(201);
        }
        assertThat(from("203.0.113.7", usual, SHOP).status()).isEqualTo(429);
    }

    @Test
    void shouldChangeWhatIsNamed_whenAKeyIsPatched() {
        JsonNode key =
                make("\"source\":\"shop\",\"origins\":[\"" + SHOP + "\"],\"limits\":{\"keyDay\":1,\"keySecond\":9}");

        JsonNode changed = patch(key, "{\"name\":\"Shop 2\",\"limits\":{\"keyDay\":null,\"addressHour\":7}}")
                .json();
        assertThat(changed.get("name").asText()).isEqualTo("Shop 2");
        assertThat(changed.get("source").asText()).isEqualTo("shop");
        assertThat(changed.at("/origins/0").asText()).isEqualTo(SHOP);
        assertThat(changed.get("limits").toString()).isEqualTo("{\"keySecond\":9,\"addressHour\":7}");
        assertThat(changed.has("key")).isFalse();

        patch(key, "{\"origins\":[],\"source\":null,\"limits\":null}");
        JsonNode shown = shown(key);
        assertThat(shown.get("origins")).isEmpty();
        assertThat(shown.has("source")).isFalse();
        assertThat(shown.get("limits")).isEmpty();
        assertThat(shown.get("limitsInForce").toString())
                .isEqualTo("{\"keySecond\":50,\"keyDay\":10000,\"addressMinute\":10,\"addressHour\":60}");
        assertThat(create(key, "Origin", "https://anywhere.example").status()).isEqualTo(201);
    }

    @Test
    void shouldRefuseAChange_whenItMakesNoSenseOrIsNotTheCallers() {
        JsonNode page = make("");
        String secretId = "key_secret";
        String maker = api.post("/v1/keys", "{\"name\":\"m\",\"scopes\":[\"keys:write\"]}")
                .json()
                .get("key")
                .asText();

        assertThat(patch(page, "{\"scopes\":[\"*\"]}").status()).isEqualTo(422);
        assertThat(patch(page, "{\"limits\":{\"keyDay\":-1}}").body()).contains("whole number from 0");
        assertThat(patch(page, "{\"limits\":{\"keyMinute\":1}}").body()).contains("limits.keyMinute");
        assertThat(patch(page, "{\"name\":\"\"}").status()).isEqualTo(422);
        for (String rule : List.of(
                "\"origins\":[\"" + SHOP + "\"]",
                "\"limits\":{\"keyDay\":1}",
                "\"source\":\"x\"",
                "\"forms\":[\"x\"]")) {
            assertThat(send("PATCH", "/v1/keys/" + secretId, ApiFixture.SECRET, "{" + rule + "}")
                            .body())
                    .contains("is for publishable keys");
        }
        assertThat(send("PATCH", "/v1/keys/" + secretId, maker, "{\"name\":\"mine\"}")
                        .status())
                .isEqualTo(403);
        assertThat(send("PATCH", "/v1/keys/" + secretId, ApiFixture.OTHER, "{\"name\":\"mine\"}")
                        .status())
                .isEqualTo(404);
        assertThat(shown(page).get("name").asText()).isEqualTo("Shop");
    }

    @Test
    void shouldShowItsUse_whenAKeyWasUsed() {
        JsonNode key = make("\"origins\":[\"" + SHOP + "\"],\"limits\":{\"keyDay\":2}");
        assertThat(shown(key).at("/use/lastUsedAt").isMissingNode()).isTrue();
        api.clock.advance(Duration.ofMinutes(1));
        create(key);
        create(key);
        create(key);
        create(key, "Origin", "https://evil.example");
        send("POST", "/v1/feedback", key.get("key").asText(), "{}");

        JsonNode use = shown(key).get("use");
        assertThat(use.get("itemsToday").asInt()).isEqualTo(2);
        assertThat(use.get("lastUsedAt").asText()).isEqualTo("2026-07-01T12:01:00Z");
        assertThat(use.get("since").asText()).isEqualTo("2026-07-01T12:00:00Z");
        assertThat(use.get("refused").toString()).isEqualTo("{\"day\":1,\"invalid-body\":1,\"origin-not-allowed\":1}");
        assertThat(api.get("/v1/keys?format=csv").body())
                .contains(SHOP + ",50,2,10,60,,2,2026-07-01T12:01:00Z,day=1 invalid-body=1 origin-not-allowed=1,"
                        + "2026-07-01T12:00:00Z,");
    }

    private JsonNode make(String more) {
        Answer made = api.post("/v1/keys", body(more));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json();
    }

    private static String body(String more) {
        return "{\"name\":\"Shop\",\"scopes\":[\"feedback:create\"]" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private JsonNode shown(JsonNode key) {
        for (JsonNode one : api.get("/v1/keys").json().get("data")) {
            if (one.get("id").equals(key.get("id"))) {
                return one;
            }
        }
        throw new AssertionError("not listed: " + key.get("id"));
    }

    private Answer create(JsonNode key, String... headers) {
        return send("POST", "/v1/feedback", key.get("key").asText(), ITEM, headers);
    }

    private Answer from(String address, JsonNode key, String origin) {
        return create(key, "Origin", origin, "X-Forwarded-For", address);
    }

    private Answer patch(JsonNode key, String body) {
        return send("PATCH", "/v1/keys/" + key.get("id").asText(), ApiFixture.SECRET, body);
    }

    private Answer send(String method, String path, String key, String body, String... headers) {
        return api.send(method, path, key, body.getBytes(StandardCharsets.UTF_8), headers);
    }
}
