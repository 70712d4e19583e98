package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.api.limit.LimitSettings;
import dev.loop.connectors.log.LogUnavailableException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of a form, as a browser without scripts uses it. */
class FormPagesTest {

    private static final String HOSTILE = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    private static final Pattern HIDDEN = Pattern.compile("type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\"");

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
                "sentiment | negative | \"sentiment\":\"negative\"",
                "stars     | 2        | \"rating\":{\"value\":2,\"of\":5}",
                "stars     | 3        | \"rating\":{\"value\":3,\"of\":5}",
                "stars     | 4        | \"rating\":{\"value\":4,\"of\":5}",
                "nps       | 6        | \"rating\":{\"value\":6,\"of\":10}",
                "nps       | 7        | \"rating\":{\"value\":7,\"of\":10}",
                "nps       | 9        | \"rating\":{\"value\":9,\"of\":10}",
                "text      |          |                                                "
            })
    void shouldMakeTheItemThatAPageWouldSend_whenAnswered(String kind, String value, String field) {
        put("f", kind, ",\"tags\":[\"exports\",\"speed\"],\"metadata\":{\"wave\":\"2\"}");
        Map<String, String> page = open("/f/f?user=u_1&ref=ticket-4711");
        page.put("value", value == null ? "" : value);
        page.put("message", "Größe\r\nzählt & more");

        Answer sent = send("/f/f", page);
        assertThat(sent.status()).as(sent.body()).isEqualTo(303);
        assertThat(sent.header("Location")).isEqualTo("f/thanks");
        Answer created = api.send(
                "POST",
                "/v1/feedback",
                ApiFixture.PUBLISHABLE,
                ("{\"user\":{\"id\":\"u_1\"},\"message\":\"Größe\\nzählt & more\"," + (field == null ? "" : field + ",")
                                + "\"tags\":[\"exports\",\"speed\"],\"metadata\":{"
                                + "\"form\":\"f\",\"wave\":\"2\",\"ref\":\"ticket-4711\"}}")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(created.status()).as(created.body()).isEqualTo(201);

        List<JsonNode> items = items();
        assertThat(items).hasSize(2);
        items.forEach(item -> ((ObjectNode) item).remove("id"));
        assertThat(items.get(0)).isEqualTo(items.get(1));
        assertThat(items.get(0).at("/metadata/form").asText()).isEqualTo("f");
    }

    @Test
    void shouldRecordNothing_whenAScannerFollowsTheLink() {
        put("nps", "nps", "");

        Answer page = get("/f/nps?value=9&user=u_1&utm_source=mail&value=3");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("value=\"9\" required checked").doesNotContain("value=\"3\" required checked");
        assertThat(api.send("HEAD", "/f/nps?value=9", "", null).status()).isEqualTo(200);
        assertThat(get("/f/nps?value=11&user=%00").body()).doesNotContain(" checked");

        assertThat(api.loop.commands).isEmpty();
    }

    @Test
    void shouldBeOneItem_whenThePageIsSentTwice() {
        put("stars", "stars", "");
        Map<String, String> page = open("/f/stars");
        page.put("value", "4");
        assertThat(send("/f/stars", page).status()).isEqualTo(303);
        api.clock.advance(Duration.ofSeconds(1));
        assertThat(send("/f/stars", page).status()).isEqualTo(303);
        assertThat(items()).hasSize(1);

        // After a step back: another choice is not thrown away, though its sentiment is the same.
        page.put("value", "5");
        send("/f/stars", page);
        assertThat(items()).hasSize(2);
        Map<String, String> other = open("/f/stars");
        other.put("value", "4");
        send("/f/stars", other);
        assertThat(items()).hasSize(3);
        assertThat(items().stream().map(item -> item.at("/user/id").asText()).distinct())
                .hasSize(2)
                .allMatch(user -> user.startsWith("anon-"));
    }

    @Test
    void shouldShowTheAnswerAgain_whenItCannotBeTaken() {
        put("nps", "nps", "");
        Map<String, String> page = open("/f/nps?user=u_1");
        page.put("message", "kept <b>");
        Answer unchosen = send("/f/nps", page);
        assertThat(unchosen.status()).isEqualTo(422);
        assertThat(unchosen.body())
                .contains("role=\"alert\"", "Please choose an answer.", "kept &lt;b&gt;</textarea>")
                .contains(page.get("nonce"));

        page.put("value", "3");
        page.put("message", "x".repeat(4_001));
        assertThat(send("/f/nps", page).body()).contains("too long", "x".repeat(4_001));

        page.put("message", "kept");
        Map<String, String> foreign = new LinkedHashMap<>(page);
        foreign.remove("nonce");
        Answer nameless = send("/f/nps", foreign);
        assertThat(nameless.status()).isEqualTo(422);
        assertThat(nameless.body()).contains("Please send it again", "kept</textarea>", "value=\"3\" required checked");
        assertThat(hidden(nameless)).containsKey("nonce").doesNotContainEntry("nonce", "");

        api.loop.failAppends(new LogUnavailableException("No broker.", Duration.ofMillis(1_500)));
        Answer failed = send("/f/nps", page);
        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.header("Retry-After")).isEqualTo("2");
        assertThat(failed.body()).contains("not saved yet", "kept</textarea>", page.get("nonce"));
        assertThat(items()).isEmpty();

        api.loop.failAppends(null);
        assertThat(send("/f/nps", hidden(failed), "value", "3", "message", "kept")
                        .status())
                .isEqualTo(303);
        assertThat(items()).hasSize(1);
    }

    @Test
    void shouldHoldToTheLimitsOfItsKey_whenAnAddressSendsTooMuch() {
        api.close();
        api = new ApiFixture(ApiSettings.of(
                "127.0.0.1",
                0,
                draft -> draft.limits =
                        new LimitSettings(2, 60, 50, 10_000, 10, 60, 300, List.of(), true, Optional.empty())));
        put("nps", "nps", "");
        Map<String, String> large = open("/f/nps");
        assertThat(send("/f/nps", large, "value", "3", "message", "x".repeat(300))
                        .status())
                .isEqualTo(413);
        assertThat(send("/f/nps", open("/f/nps"), "value", "3").status()).isEqualTo(303);

        Answer refused = send("/f/nps", open("/f/nps"), "value", "3", "message", "kept");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).matches("\\d+");
        assertThat(refused.body()).contains("in a minute", "kept</textarea>");
        assertThat(get("/f/nps").status()).isEqualTo(200);
        assertThat(items()).hasSize(1);
    }

    @Test
    void shouldSayThatItIsClosed_whenItIsDisabledOrItsKeyIsGone() {
        put("nps", "nps", "");
        Map<String, String> page = open("/f/nps");
        page.put("value", "1");
        put("nps", "nps", ",\"enabled\":false");
        assertThat(get("/f/nps").status()).isEqualTo(410);
        assertThat(send("/f/nps", page).status()).isEqualTo(410);

        put("nps", "nps", "");
        assertThat(api.send("DELETE", "/v1/keys/key_public", ApiFixture.SECRET, null)
                        .status())
                .isEqualTo(204);
        assertThat(api.get("/v1/forms/nps").json().path("open").asBoolean()).isFalse();
        assertThat(get("/f/nps").body()).contains("This survey is closed.");
        assertThat(send("/f/nps", page).status()).isEqualTo(410);
        assertThat(get("/f/nps/thanks").body()).contains("<h1 class=\"message\">Thank you for your answer.</h1>");

        assertThat(get("/f/none").status()).isEqualTo(404);
        assertThat(get("/f/none/thanks").status()).isEqualTo(404);
        assertThat(send("/f/none", page).status()).isEqualTo(404);
        // A name is one of its project.
        assertThat(get("/f/other~nps").status()).isEqualTo(404);
        assertThat(get("/f/default~nps").status()).isEqualTo(410);
        assertThat(items()).isEmpty();
    }

    @Test
    void shouldRefuseWhatNoPageSends_whenTheBodyIsSomethingElse() {
        put("nps", "nps", "");
        byte[] json = "{\"value\":3}".getBytes(StandardCharsets.UTF_8);
        assertThat(api.send("POST", "/f/nps", "", json).status()).isEqualTo(415);
        assertThat(raw("value=%zz").status()).isEqualTo(400);
        assertThat(raw("message=" + "x".repeat(64 << 10)).status()).isEqualTo(413);
        assertThat(raw("").status()).isEqualTo(422);
        assertThat(items()).isEmpty();
    }

    @Test
    void shouldRunAndLoadNothing_whateverPeopleWrote() throws Exception {
        String hostile = ",\"title\":" + json(HOSTILE) + ",\"texts\":{\"low\":" + json(HOSTILE) + ",\"comment\":"
                + json(HOSTILE) + ",\"thanks\":" + json(HOSTILE) + "}";
        put("nps", "nps", hostile);
        Answer page = get("/f/nps?user=" + encoded(HOSTILE) + "&ref=" + encoded(HOSTILE));
        Answer again = send("/f/nps", open("/f/nps"), "message", HOSTILE);
        for (Answer answer : List.of(page, again, get("/f/nps/thanks"))) {
            assertThat(answer.body())
                    .doesNotContain("<script", "<img", "http:", "https:", "style=")
                    .contains("&lt;script&gt;");
            String css = answer.body()
                    .substring(
                            answer.body().indexOf("<style>") + 7, answer.body().indexOf("</style>"));
            String hash = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(css.getBytes(StandardCharsets.UTF_8)));
            assertThat(answer.header("Content-Security-Policy"))
                    .isEqualTo("default-src 'none'; style-src 'sha256-" + hash + "'; img-src data:; form-action 'self';"
                            + " base-uri 'none'; frame-ancestors 'none'");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }
        assertThat(hidden(page)).containsKeys("user", "ref");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "tr", "zh-Hant-TW"})
    void shouldSpeakTheLanguage_whenItHasWords(String language) {
        List<String> words = new ArrayList<>();
        for (String kind : List.of("sentiment", "stars", "nps", "text")) {
            put(kind, kind, ",\"language\":\"" + language + "\"");
            String page = get("/f/" + kind).body();
            assertThat(page)
                    .contains(
                            "<html lang=\"" + language + "\" dir=\"" + (language.equals("ar") ? "rtl" : "ltr") + "\">");
            words.add(page.replaceAll("(?s).*<button>", "").replaceAll("(?s)</button>.*", ""));
            words.add(send("/f/" + kind, open("/f/" + kind)).body().replaceAll("(?s).*autofocus>|</p>.*", ""));
        }
        assertThat(words).doesNotContain("");
        assertThat(words.contains("Send")).isEqualTo(language.equals("en"));
    }

    @Test
    void shouldShowThePageAsItWouldBe_whenAFormIsTriedOut() {
        Answer preview =
                api.post("/v1/forms/nps/preview", "{\"question\":\"How?\",\"kind\":\"nps\",\"key\":\"key_public\"}");
        assertThat(preview.status()).isEqualTo(200);
        assertThat(preview.header("Content-Type")).startsWith("text/html");
        put("nps", "nps", "");
        assertThat(masked(preview.body())).isEqualTo(masked(get("/f/nps").body()));
        assertThat(api.get("/v1/forms").json().path("data")).hasSize(1);
    }

    private static String masked(String page) {
        return page.replaceAll("name=\"(nonce|opened)\" value=\"[^\"]*\"", "");
    }

    private void put(String name, String kind, String more) {
        Answer answer = api.send(
                "PUT",
                "/v1/forms/" + name,
                ApiFixture.SECRET,
                ("{\"question\":\"How?\",\"kind\":\"" + kind + "\",\"key\":\"key_public\"" + more + "}")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
    }

    private Answer get(String path) {
        return api.send("GET", path, "", null);
    }

    /** Opens the page, looks at it for a while, and returns its hidden fields. */
    private Map<String, String> open(String path) {
        Answer page = get(path);
        assertThat(page.status()).isEqualTo(200);
        api.clock.advance(Duration.ofSeconds(5));
        return hidden(page);
    }

    private static Map<String, String> hidden(Answer page) {
        var fields = new LinkedHashMap<String, String>();
        Matcher matcher = HIDDEN.matcher(page.body());
        while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2));
        }
        return fields;
    }

    private Answer send(String path, Map<String, String> fields, String... more) {
        var all = new LinkedHashMap<>(fields);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        String body = all.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return api.send(
                "POST",
                path,
                "",
                body.getBytes(StandardCharsets.US_ASCII),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    private Answer raw(String body) {
        return api.send(
                "POST",
                "/f/nps",
                "",
                body.getBytes(StandardCharsets.US_ASCII),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    private List<JsonNode> items() {
        var items = new ArrayList<JsonNode>();
        api.get("/v1/feedback").json().path("data").forEach(items::add);
        return items;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String json(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }
}
