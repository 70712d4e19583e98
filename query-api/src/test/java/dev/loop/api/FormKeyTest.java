package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of a form's key hold for the answers of its page. */
class FormKeyTest {

    private static final Pattern HIDDEN = Pattern.compile("type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\"");
    private static final Duration READING = Duration.ofSeconds(5);

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
    @CsvSource({"ann, true", "bob, false"})
    void shouldSayWhetherTheUserIsProven_whenTheLinkHasAHash(String hashed, String verified) throws Exception {
        putForm(makeKey(""));
        String secret =
                api.post("/v1/user-secret/rotate", "").json().at("/secret").asText();

        assertThat(answer("?user=ann&userHash=" + hash(secret, hashed), READING, "")
                        .status())
                .isEqualTo(303);

        assertThat(items().at("/0/user/id").asText()).isEqualTo("ann");
        assertThat(items().at("/0/metadata/userVerified").asText()).isEqualTo(verified);
    }

    @ParameterizedTest
    @CsvSource({
        "5000, http://pills.example, website: \"http://pills.example\"",
        "5000, 'two\nlines', website: \"two lines\"",
        "1199, '', sooner than"
    })
    void shouldAnswerAsEverAndSetItAside_whenAProgramFilledItIn(int millis, String website, String why) {
        JsonNode key = makeKey("");
        putForm(key);

        Answer suspected = answer("", Duration.ofMillis(millis), "&website=" + encoded(website));

        assertThat(suspected.status()).as(suspected.body()).isEqualTo(303);
        assertThat(suspected.header("Location")).isEqualTo("nps/thanks");
        assertThat(items()).isEmpty();
        assertThat(api.deadLetters.why()).contains(why);
        assertThat(api.get("/v1/keys").body()).contains("\"suspected-spam\":1");

        Answer taken = api.send("POST", "/v1/dead-letters/0-0/replay", ApiFixture.SECRET, new byte[0]);
        assertThat(taken.status()).as(taken.body()).isEqualTo(201);
        assertThat(taken.json().at("/metadata/form").asText()).isEqualTo("nps");
    }

    @Test
    void shouldTakeAnswersOfItsOwnPageAlone_whenTheKeyHasOrigins() {
        putForm(makeKey(",\"origins\":[\"https://shop.example.com\"]"));

        Answer refused = answer("", READING, "", "Origin", "https://evil.example");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("role=\"alert\"");
        assertThat(items()).isEmpty();

        assertThat(answer("", READING, "", "Origin", "http://127.0.0.1:" + api.server.port())
                        .status())
                .isEqualTo(303);
        assertThat(items()).hasSize(1);
    }

    @Test
    void shouldCountAgainstTheLimitsOfTheKey_whenItHasItsOwn() {
        JsonNode key = makeKey(",\"limits\":{\"keyDay\":2}");
        putForm(key);
        assertThat(answer("", READING, "").status()).isEqualTo(303);
        assertThat(api.send("POST", "/v1/feedback", key.get("key").asText(), bytes(ApiFixture.item("u", "neutral", "")))
                        .status())
                .isEqualTo(201);

        assertThat(answer("", READING, "").status()).isEqualTo(429);
        assertThat(items()).hasSize(2);
    }

    @Test
    void shouldGoOnWithTheNewKey_whenItsKeyIsRotated() {
        JsonNode before = makeKey(",\"limits\":{\"keyDay\":2}");
        putForm(before);
        assertThat(answer("", READING, "").status()).isEqualTo(303);
        JsonNode after = api.post("/v1/keys/" + before.get("id").asText() + "/rotate", "{\"overlap\":\"1h\"}")
                .json();
        assertThat(api.get("/v1/forms/nps").json().get("key")).isEqualTo(after.get("id"));

        api.clock.advance(Duration.ofHours(1));
        assertThat(api.get("/v1/forms/nps").json().get("open").asBoolean()).isTrue();
        putForm(after);
        assertThat(answer("", READING, "").status()).isEqualTo(303);
        // The quota of the day is one for both.
        assertThat(answer("", READING, "").status()).isEqualTo(429);

        api.send("DELETE", "/v1/keys/" + after.get("id").asText(), ApiFixture.SECRET, null);
        assertThat(answer("", READING, "").status()).isEqualTo(410);
    }

    @Test
    void shouldTakeAnswersToItsFormsAlone_whenTheKeyHasForms() {
        JsonNode key = makeKey(",\"forms\":[\"nps\",\"other\",\"nps\"]");
        assertThat(key.get("forms").toString()).isEqualTo("[\"nps\",\"other\"]");
        putForm(key);
        assertThat(answer("", READING, "").status()).isEqualTo(303);

        assertThat(said(key, "").body())
                .contains("metadata.form", "is missing, and this publishable key answers nps, other alone");
        Answer elsewhere = said(key, ",\"metadata\":{\"form\":\"csat\"}");
        assertThat(elsewhere.status()).isEqualTo(422);
        assertThat(elsewhere.body()).contains("is \\\"csat\\\"");
        assertThat(said(key, ",\"metadata\":{\"form\":\"other\"}").status()).isEqualTo(201);
        assertThat(items()).hasSize(2);

        Answer put = putForm("csat", key);
        assertThat(put.status()).isEqualTo(422);
        assertThat(put.json().at("/errors/0/field").asText()).isEqualTo("key");
        assertThat(put.json().at("/errors/0/problem").asText()).contains("answers other forms alone");
    }

    @Test
    void shouldClose_whenItsKeyAnswersOtherFormsFromNowOn() {
        JsonNode key = makeKey("");
        putForm(key);
        String path = "/v1/keys/" + key.get("id").asText();

        Answer changed = api.send("PATCH", path, ApiFixture.SECRET, bytes("{\"forms\":[\"csat\"]}"));
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(answer("", READING, "").status()).isEqualTo(410);
        assertThat(api.send("GET", "/f/nps.json", "", null).status()).isEqualTo(404);
        assertThat(api.get("/v1/forms/nps").json().get("open").asBoolean()).isFalse();
        assertThat(api.get("/v1/keys?format=csv").body()).contains(",csat\r\n");

        JsonNode after = api.post(path + "/rotate", "{}").json();
        assertThat(after.get("forms").toString()).isEqualTo("[\"csat\"]");
        api.send("PATCH", "/v1/keys/" + after.get("id").asText(), ApiFixture.SECRET, bytes("{\"forms\":null}"));
        assertThat(answer("", READING, "").status()).isEqualTo(303);
    }

    private Answer said(JsonNode key, String more) {
        String item = "{\"user\":{\"id\":\"u\"},\"message\":\"\",\"sentiment\":\"neutral\"" + more + "}";
        return api.send("POST", "/v1/feedback", key.get("key").asText(), bytes(item));
    }

    /** Opens the link, looks at the page for a while, and sends it. */
    private Answer answer(String parameters, Duration reading, String more, String... headers) {
        Matcher fields =
                HIDDEN.matcher(api.send("GET", "/f/nps" + parameters, "", null).body());
        var body = new StringBuilder("value=9").append(more);
        while (fields.find()) {
            body.append('&').append(fields.group(1)).append('=').append(encoded(fields.group(2)));
        }
        api.clock.advance(reading);
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = "application/x-www-form-urlencoded";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return api.send("POST", "/f/nps", "", bytes(body.toString()), all);
    }

    private JsonNode makeKey(String more) {
        Answer made = api.post("/v1/keys", "{\"name\":\"Survey\",\"scopes\":[\"feedback:create\"]" + more + "}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json();
    }

    private void putForm(JsonNode key) {
        Answer put = putForm("nps", key);
        assertThat(put.status()).as(put.body()).isIn(200, 201);
    }

    private Answer putForm(String name, JsonNode key) {
        return api.send(
                "PUT",
                "/v1/forms/" + name,
                ApiFixture.SECRET,
                bytes("{\"question\":\"How?\",\"kind\":\"nps\",\"key\":\""
                        + key.get("id").asText() + "\"}"));
    }

    private JsonNode items() {
        return api.get("/v1/feedback").json().path("data");
    }

    private static String hash(String secret, String user) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(bytes(user)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
