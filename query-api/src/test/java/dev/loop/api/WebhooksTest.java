package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.topology.webhook.EndpointHealth;
import dev.loop.topology.webhook.EndpointHealth.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhooksTest {

    private static final String FINE = "{\"url\":\"https://example.com/hook\",\"events\":[\"feedback.created\"]}";

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
    void shouldKeepAllThatWasSet_whenCreated() {
        Answer created = api.post(
                "/v1/webhooks",
                "{\"url\":\"https://example.com/hook?a=b\",\"events\":[\"feedback.created\",\"endpoint.disabled\"],"
                        + "\"filters\":{\"tag\":[\"exports\",\"\"],\"sentiment\":[\"negative\"],\"plan\":[\"scale\"],"
                        + "\"source\":[\"zendesk\"]},\"headers\":{\"Authorization\":\"Bearer s3cret\"},"
                        + "\"rateLimit\":50,\"concurrency\":3,\"description\":\" Slack \"}");
        JsonNode endpoint = created.json();
        String id = endpoint.get("id").asText();

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/v1/webhooks/" + id);
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        assertThat(id).matches("we_[0-9a-hjkmnp-tv-z]{16}");
        assertThat(Base64.getDecoder().decode(endpoint.get("secret").asText().substring("whsec_".length())))
                .hasSize(24);
        WebhookEndpoint stored = api.webhooks.endpoints.get("default/" + id).orElseThrow();
        assertThat(stored.getUrl()).isEqualTo("https://example.com/hook?a=b");
        assertThat(stored.getEvents()).containsExactly("feedback.created", "endpoint.disabled");
        assertThat(stored.getTags()).containsExactly("exports", "");
        assertThat(stored.getSentiments()).containsExactly(Sentiment.NEGATIVE);
        assertThat(stored.getPlans()).containsExactly("scale");
        assertThat(stored.getSources()).containsExactly("zendesk");
        assertThat(stored.getHeaders()).isEqualTo(Map.of("Authorization", "Bearer s3cret"));
        assertThat(stored.getRateLimit()).contains(50);
        assertThat(stored.getConcurrency()).isEqualTo(3);
        assertThat(stored.getDescription()).contains("Slack");
        assertThat(stored.getEnabled()).isTrue();
        assertThat(stored.getEnabledAt()).isEqualTo(ApiFixture.NOW);
        assertThat(stored.getSecrets()).singleElement().satisfies(secret -> {
            assertThat(secret.getSecret()).isEqualTo(endpoint.get("secret").asText());
            assertThat(secret.getExpiresAt()).isEmpty();
        });

        JsonNode read = api.get("/v1/webhooks/" + id).json();
        assertThat(read.toString()).doesNotContain("s3cret", "whsec_");
        assertThat(read.get("headerNames").get(0).asText()).isEqualTo("Authorization");
        assertThat(read.get("filters").toString())
                .isEqualTo("{\"tag\":[\"exports\",\"\"],\"sentiment\":[\"negative\"],\"plan\":[\"scale\"],"
                        + "\"source\":[\"zendesk\"]}");
        assertThat(read.get("status").asText()).isEqualTo("healthy");
        assertThat(read.get("enabled").asBoolean()).isTrue();
    }

    @Test
    void shouldAnswerTheOneThereIs_whenSentAgainUnderTheSameKey() {
        Answer first = api.post("/v1/webhooks", FINE, "Idempotency-Key", "k-1");
        String path = first.header("Location");
        api.send(
                "PATCH",
                path,
                ApiFixture.SECRET,
                "{\"description\":\"Changed since\"}".getBytes(StandardCharsets.UTF_8));
        Answer again = api.post(
                "/v1/webhooks",
                "{ \"events\":[\"feedback.created\"], \"url\":\"https://example.com/hook\" }",
                "Idempotency-Key",
                "\"k-1\"");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.header("Location")).isEqualTo(path);
        assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
        assertThat(again.json().get("secret")).isEqualTo(first.json().get("secret"));
        assertThat(again.json().get("description").asText()).isEqualTo("Changed since");
        assertThat(api.get("/v1/webhooks").json().get("endpoints").asInt()).isEqualTo(1);

        api.clock.advance(Duration.ofHours(25));
        Answer later = api.post("/v1/webhooks", FINE, "Idempotency-Key", "k-1");
        assertThat(later.status()).isEqualTo(200);
        assertThat(later.json().has("secret")).isFalse();
    }

    @Test
    void shouldRefuseTheKeyForAnotherEndpoint_untilTheFirstIsDeleted() {
        String path = api.post("/v1/webhooks", FINE, "Idempotency-Key", "k-1").header("Location");
        String other = FINE.replace("/hook", "/other");

        Answer refused = api.post("/v1/webhooks", other, "Idempotency-Key", "k-1");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().get("type").asText()).endsWith("#idempotency-key-reused");
        assertThat(api.post("/v1/webhooks", other, "Idempotency-Key", "k-2").status())
                .isEqualTo(201);
        assertThat(api.post("/v1/webhooks", FINE).status()).isEqualTo(201);
        assertThat(api.post("/v1/webhooks", FINE, "Idempotency-Key", "not one").status())
                .isEqualTo(400);

        api.send("DELETE", path, ApiFixture.SECRET, null);
        Answer fresh = api.post("/v1/webhooks", other, "Idempotency-Key", "k-1");
        assertThat(fresh.status()).isEqualTo(201);
        assertThat(fresh.header("Location")).isNotEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|url|is missing",
                "{\"url\":\"https://a.de\"}|events|feedback.created, feedback.resolved",
                "{\"url\":\"https://a.de\",\"events\":[]}|events|is empty",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.create\"]}|events[0]|did you mean feedback.created",
                "{\"url\":\"https://a.de\",\"events\":[\"resolved\"]}|events[0]|did you mean feedback.resolved",
                "{\"url\":\"https://a.de\",\"events\":[\"webhook.test\"]}|events[0]|leave it out",
                "{\"url\":\"https://a.de\",\"events\":null}|events|is null",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.created\"],\"enabled\":null}|enabled|is null",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.created\"],\"filter\":{}}|filter|did you mean filters",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.created\"],\"filters\":{\"tags\":[]}}|filters.tags|did you mean tag",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.created\"],\"filters\":{\"sentiment\":[\"negatve\"]}}|filters.sentiment|did you mean negative",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.created\"],\"filters\":{\"tag\":\"exports\"}}|filters.tag|is not a list",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.created\"],\"rateLimit\":0}|rateLimit|from 1 to",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.created\"],\"concurrency\":1000}|concurrency|from 1 to 100",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.created\"],\"enabled\":\"yes\"}|enabled|true or false",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.created\"],\"headers\":{\"Host\":\"x\"}}|headers.Host|set by us",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.created\"],\"headers\":{\"loop-signature\":\"x\"}}|headers.loop-signature|set by us",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.created\"],\"headers\":{\"Svix-Id\":\"x\"}}|headers.Svix-Id|receivers' libraries",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.created\"],\"headers\":{\"X A\":\"x\"}}|headers.X A|not the name",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.created\"],\"headers\":{\"X\":\"a\\r\\nB: c\"}}|headers.X|visible ASCII",
                "{\"url\":\"https://a.de\",\"events\":[\"feedback.created\"],\"headers\":{\"X\":\"a\",\"x\":\"b\"}}|headers.x|twice",
                "[]||is not an object",
            })
    void shouldNameTheFieldAndTheRemedy_whenWhatIsSentCannotBe(String body, @Nullable String field, String said) {
        Answer answer = api.post("/v1/webhooks", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().get("errors")).anySatisfy(error -> {
            assertThat(error.get("field").asText()).isEqualTo(field == null ? "" : field);
            assertThat(error.get("problem").asText() + "; "
                            + error.get("remedy").asText())
                    .contains(said);
        });
        assertThat(api.webhooks.endpoints.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.com/",
                "example.com/hook",
                "https://user:password@example.com/",
                "https://example.com/#part",
                "https:///hook",
                "https://exa mple.com/",
                "http://[2606:4700::1%25eth0]/",
                "http://[2606:4700::1%1]:8080/hook",
                "https://exämple.com/",
                "https://my_host/",
                "https://example.com:0/",
                "https://example.com:99999/",
                "http://127.0.0.1:4000/",
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://10.0.0.1/",
                "http://localhost:4000/",
                "http://a.localhost./",
                "http://2130706433/",
                "http://0x7f.1/",
                "http://0177.0.0.1/",
                "http://127.1/",
                "http://169.254.169.254/latest/meta-data",
            })
    void shouldRefuseAtOnce_whenNothingCouldBeSentThere(String url) {
        Answer answer = api.post("/v1/webhooks", FINE.replace("https://example.com/hook", url));
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().get("errors").get(0).get("field").asText()).isEqualTo("url");
    }

    @Test
    void shouldSayHowToLetItPass_whenTheAddressIsOfThisMachine() {
        String detail = api.post("/v1/webhooks", FINE.replace("https://example.com", "http://127.0.0.1:4000"))
                .json()
                .get("detail")
                .asText();
        assertThat(detail).contains("127.0.0.1, and it is loopback", "--allow-private-webhooks loopback");
        assertThat(api.post("/v1/webhooks", FINE.replace("https://example.com", "http://exämple.com"))
                        .body())
                .contains("write the host as xn--exmple-cua.com");
    }

    @Test
    void shouldTakeTheLongestUrlAndNoLonger_whenMeasured() {
        String longest = "https://example.com/" + "a".repeat(2_048 - "https://example.com/".length());
        assertThat(api.post("/v1/webhooks", FINE.replace("https://example.com/hook", longest))
                        .status())
                .isEqualTo(201);
        assertThat(api.post("/v1/webhooks", FINE.replace("https://example.com/hook", longest + "a"))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void shouldTakeLettersBeyondAscii_whenTheyCanBePercentEncoded() {
        Answer taken = api.post("/v1/webhooks", FINE.replace("example.com/hook", "example.com/ünï?t=日本"));
        assertThat(taken.status()).as(taken.body()).isEqualTo(201);
        assertThat(taken.json().get("url").asText()).endsWith("/ünï?t=日本");
        assertThat(api.post("/v1/webhooks", FINE.replace("example.com/hook", "example.com/" + "日".repeat(300)))
                        .body())
                .contains("2720 characters when percent-encoded");
    }

    @Test
    void shouldChangeOnlyWhatIsSent_whenPatched() {
        String id = create(FINE.replace("}", ",\"rateLimit\":5,\"description\":\"one\"}"));
        api.clock.advance(Duration.ofMinutes(1));

        JsonNode changed = patch(id, "{\"description\":null,\"filters\":{\"tag\":[\"billing\"]}}")
                .json();

        assertThat(changed.has("description")).isFalse();
        assertThat(changed.get("rateLimit").asInt()).isEqualTo(5);
        assertThat(changed.get("filters").toString()).isEqualTo("{\"tag\":[\"billing\"]}");
        assertThat(changed.get("updatedAt").asText()).isEqualTo("2026-07-01T12:01:00Z");
        assertThat(changed.get("createdAt").asText()).isEqualTo("2026-07-01T12:00:00Z");
        assertThat(patch(id, "{\"url\":\"http://10.0.0.1/\"}").status()).isEqualTo(422);
        assertThat(patch(id, "{\"url\":null}").status()).isEqualTo(422);
        assertThat(patch(id, "{\"id\":\"we_x\"}").status()).isEqualTo(422);
        assertThat(patch("we_none", "{}").status()).isEqualTo(404);
        assertThat(api.get("/v1/webhooks/" + id).json().get("url").asText()).isEqualTo("https://example.com/hook");
    }

    @Test
    void shouldBeGone_whenDeleted() {
        String id = create(FINE);
        assertThat(api.send("DELETE", "/v1/webhooks/" + id, ApiFixture.OTHER, null)
                        .status())
                .isEqualTo(404);
        assertThat(api.send("DELETE", "/v1/webhooks/" + id, ApiFixture.SECRET, null)
                        .status())
                .isEqualTo(204);
        assertThat(api.webhooks.endpoints.all()).isEmpty();
        assertThat(api.get("/v1/webhooks/" + id).status()).isEqualTo(404);
    }

    @Test
    void shouldListThoseOfTheProjectNewestFirst_whenThereAreSeveral() {
        String first = create(FINE);
        api.clock.advance(Duration.ofSeconds(1));
        String second = create(FINE.replace("/hook", "/=other"));
        assertThat(api.send("POST", "/v1/webhooks", ApiFixture.OTHER, FINE.getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(201);

        JsonNode list = api.get("/v1/webhooks").json();
        assertThat(list.get("data")).extracting(e -> e.get("id").asText()).containsExactly(second, first);
        assertThat(list.get("endpoints").asInt()).isEqualTo(2);
        assertThat(api.get("/v1/webhooks?limit=1").json().get("data")).hasSize(1);
        assertThat(api.get("/v1/webhooks?format=csv").body().lines())
                .first()
                .asString()
                .startsWith("id,url,description,events,enabled,status,pending");
    }

    @Test
    void shouldRefuseOneMore_whenThereAreAsManyAsThereMayBe() {
        for (int i = 0; i < 1_000; i++) {
            create(FINE);
        }
        Answer refused = api.post("/v1/webhooks", FINE);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("type").asText()).endsWith("#too-many");
    }

    @Test
    void shouldShowWhatBecameOfIt_whenTheLedgerKnows() {
        String id = create(FINE);
        health(id, State.PAUSED, OptionalLong.empty());
        JsonNode paused = api.get("/v1/webhooks/" + id).json();
        assertThat(paused.get("status").asText()).isEqualTo("paused");
        assertThat(paused.get("health").get("pending").asLong()).isEqualTo(4);
        assertThat(paused.get("health").get("lastSequence").asLong()).isEqualTo(17);
        assertThat(paused.get("health").get("pausedUntil").asText()).isEqualTo("2026-07-01T12:00:30Z");

        api.webhooks.deliveries.restoring = true;
        JsonNode unknown = api.get("/v1/webhooks/" + id).json();
        assertThat(unknown.get("status").asText()).isEqualTo("unknown");
        assertThat(unknown.has("health")).isFalse();
        assertThat(api.get("/v1/webhooks?format=csv").body()).contains(",true,unknown,,,,,");
    }

    @Test
    void shouldLiftWhatTheLedgerDecided_whenEnabled() {
        String id = create(FINE);
        api.clock.advance(Duration.ofDays(6));
        health(id, State.DISABLED, OptionalLong.of(api.clock.millis()));
        JsonNode disabled = api.get("/v1/webhooks/" + id).json();
        assertThat(disabled.get("enabled").asBoolean()).isFalse();
        assertThat(disabled.get("status").asText()).isEqualTo("disabled");
        assertThat(disabled.get("health").get("disabledReason").asText()).isEqualTo("It answered 410.");
        assertThat(disabled.get("health").has("pausedUntil")).isFalse();
        assertThat(patch(id, "{\"description\":\"still\"}")
                        .json()
                        .get("enabled")
                        .asBoolean())
                .isFalse();

        api.clock.advance(Duration.ofMinutes(1));
        JsonNode enabled = api.post("/v1/webhooks/" + id + "/enable", "").json();
        assertThat(enabled.get("enabled").asBoolean()).isTrue();
        assertThat(enabled.get("status").asText()).isEqualTo("failing");
        assertThat(enabled.get("health").has("disabledAt")).isFalse();
        assertThat(api.webhooks.endpoints.get("default/" + id).orElseThrow().getEnabledAt())
                .isEqualTo(api.clock.instant());

        assertThat(api.post("/v1/webhooks/" + id + "/disable", "")
                        .json()
                        .get("status")
                        .asText())
                .isEqualTo("disabled");
        assertThat(patch(id, "{\"enabled\":true}").json().get("enabled").asBoolean())
                .isTrue();
    }

    @Test
    void shouldLiftWhatTheLedgerDecided_whenItsClockIsAhead() {
        String id = create(FINE);
        health(id, State.DISABLED, OptionalLong.of(api.clock.millis() + 2_000));

        JsonNode enabled = api.post("/v1/webhooks/" + id + "/enable", "").json();
        assertThat(enabled.get("enabled").asBoolean()).isTrue();
        assertThat(api.webhooks.endpoints.get("default/" + id).orElseThrow().getEnabledAt())
                .isEqualTo(api.clock.instant().plusMillis(2_001));

        health(id, State.DISABLED, OptionalLong.of(api.clock.millis() + 3_000));
        assertThat(patch(id, "{\"enabled\":true}").json().get("enabled").asBoolean())
                .isTrue();
    }

    private void health(String id, State state, OptionalLong disabledAt) {
        long now = api.clock.millis();
        api.webhooks.deliveries.healths.put(
                id,
                new EndpointHealth(
                        state,
                        OptionalLong.of(now + 30_000),
                        disabledAt,
                        disabledAt.isPresent() ? Optional.of("It answered 410.") : Optional.empty(),
                        OptionalLong.of(now - 60_000),
                        7,
                        OptionalLong.empty(),
                        OptionalLong.of(now - 1),
                        17,
                        4,
                        3,
                        2,
                        1));
    }

    @Test
    void shouldShowSecretsToNobodyElse_whenAKeyMayNot() {
        String id = create(FINE.replace("}", ",\"headers\":{\"X-Token\":\"t0ken\"}}"));
        assertThat(api.send("GET", "/v1/webhooks/" + id + "/secret", ApiFixture.READER, null)
                        .status())
                .isEqualTo(403);
        assertThat(api.send("POST", "/v1/webhooks/" + id + "/rotate", ApiFixture.READER, null)
                        .status())
                .isEqualTo(403);
        assertThat(api.send("GET", "/v1/webhooks", ApiFixture.READER, null).body())
                .doesNotContain("whsec_", "t0ken");
        assertThat(api.send("GET", "/v1/webhooks", ApiFixture.PUBLISHABLE, null).status())
                .isEqualTo(403);

        Answer shown = api.get("/v1/webhooks/" + id + "/secret");
        assertThat(shown.json().get("secret").asText()).startsWith("whsec_");
        assertThat(shown.json().get("headers").get("X-Token").asText()).isEqualTo("t0ken");
        assertThat(shown.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void shouldSignWithBothForADay_whenRotated() {
        String id = create(FINE);
        String before = secret(id).get("secret").asText();

        JsonNode rotated = rotate(id, "").json();
        assertThat(rotated.get("secret").asText()).isNotEqualTo(before);
        assertThat(rotated.get("previous").get(0).get("secret").asText()).isEqualTo(before);
        assertThat(rotated.get("previous").get(0).get("expiresAt").asText()).isEqualTo("2026-07-02T12:00:00Z");
        assertThat(api.get("/v1/webhooks/" + id)
                        .json()
                        .get("previousSecretExpiresAt")
                        .asText())
                .isEqualTo("2026-07-02T12:00:00Z");

        api.clock.advance(Duration.ofHours(24));
        assertThat(secret(id).get("previous")).isEmpty();
        assertThat(secret(id).get("secret")).isEqualTo(rotated.get("secret"));
        assertThat(api.get("/v1/webhooks/" + id).json().has("previousSecretExpiresAt"))
                .isFalse();
    }

    @Test
    void shouldEndTheOldSecretsWhenAsked_whenRotated() {
        String id = create(FINE);
        assertThat(rotate(id, "{\"overlap\":\"1h\"}").json().get("previous")).hasSize(1);
        JsonNode second = rotate(id, "{\"overlap\":\"36h\"}").json().get("previous");
        assertThat(second)
                .extracting(s -> s.get("expiresAt").asText())
                .containsExactly("2026-07-03T00:00:00Z", "2026-07-01T13:00:00Z");
        rotate(id, "");
        rotate(id, "");
        Answer refused = rotate(id, "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("detail").asText()).contains("overlap");
        assertThat(rotate(id, "{\"overlap\":\"0s\"}").json().get("previous")).isEmpty();
        assertThat(rotate(id, "{\"overlap\":\"8d\"}").status()).isEqualTo(422);
        assertThat(rotate(id, "{\"overlap\":24}").status()).isEqualTo(422);
    }

    private String create(String body) {
        Answer answer = api.post("/v1/webhooks", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().get("id").asText();
    }

    private Answer patch(String id, String body) {
        return api.send("PATCH", "/v1/webhooks/" + id, ApiFixture.SECRET, body.getBytes(StandardCharsets.UTF_8));
    }

    private Answer rotate(String id, String body) {
        return api.post("/v1/webhooks/" + id + "/rotate", body);
    }

    private JsonNode secret(String id) {
        return api.get("/v1/webhooks/" + id + "/secret").json();
    }
}
