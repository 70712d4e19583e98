package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bad input: a clear error that names the field, its problem and the remedy; nothing is written. */
class BadInputTest {

    private static ApiFixture api;

    @BeforeAll
    static void start() {
        api = new ApiFixture();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    static Stream<Arguments> refusedItems() {
        String ok = "\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"neutral\"";
        return Stream.of(
                Arguments.of(
                        "{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"negatve\"}",
                        "sentiment",
                        "negative?"),
                Arguments.of(
                        "{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"UNKNOWN\"}",
                        "sentiment",
                        "positive"),
                Arguments.of("{\"user\":{\"id\":\"u\"},\"sentiment\":\"neutral\"}", "message", "\"\""),
                Arguments.of("{\"message\":\"m\",\"sentiment\":\"neutral\"}", "user.id", "who said it"),
                Arguments.of("{\"user\":\"u\",\"message\":\"m\",\"sentiment\":\"neutral\"}", "user", "{\"id\""),
                Arguments.of("{\"user\":{\"id\":7},\"message\":\"m\",\"sentiment\":\"neutral\"}", "user.id", "quotes"),
                Arguments.of(
                        "{\"user\":{\"id\":\"\"},\"message\":\"m\",\"sentiment\":\"neutral\"}",
                        "user.id",
                        "who said it"),
                Arguments.of("{\"user\":{\"id\":\"u\"},\"message\":5,\"sentiment\":\"neutral\"}", "message", "quotes"),
                Arguments.of("{" + ok + ",\"createdAt\":\"2099-01-01T00:00:00Z\"}", "createdAt", "clock"),
                Arguments.of("{" + ok + ",\"createdAt\":\"1970-01-20T00:00:00Z\"}", "createdAt", "milliseconds"),
                Arguments.of("{" + ok + ",\"createdAt\":1718800000}", "createdAt", "RFC 3339"),
                Arguments.of("{" + ok + ",\"createdAt\":\"2026-02-30T00:00:00Z\"}", "createdAt", "RFC 3339"),
                Arguments.of("{" + ok + ",\"createdAt\":\"2026-06-19\"}", "createdAt", "zone"),
                Arguments.of("{" + ok + ",\"tag\":\"" + "t".repeat(100_000) + "\"}", "tag", "100"),
                Arguments.of("{" + ok + ",\"tag\":\"a\\u0007b\"}", "tag", "U+0007"),
                Arguments.of("{" + ok + ",\"tagg\":\"x\"}", "tagg", "did you mean tag?"),
                Arguments.of("{" + ok + ",\"id\":\"fb_1\"}", "id", "externalId"),
                Arguments.of("{" + ok + ",\"tag\":\"x\",\"tag\":\"y\"}", "tag", "once"),
                Arguments.of(
                        "{\"user\":{\"id\":\"a\",\"id\":\"b\"},\"message\":\"m\",\"sentiment\":\"neutral\"}",
                        "user.id",
                        "once"),
                Arguments.of("{" + ok + ",\"consent\":\"yes\"}", "consent", "true or false"),
                Arguments.of("{" + ok + ",\"metadata\":{\"a\":{\"b\":1}}}", "metadata.a", "flatten"),
                Arguments.of("{" + ok + ",\"metadata\":[1]}", "metadata", "{"),
                Arguments.of("{" + ok + ",\"status\":\"closed\"}", "status", "open, resolved"),
                Arguments.of("{" + ok + ",\"resolvedAt\":\"2026-06-19T00:00:00Z\"}", "resolvedAt", "status"),
                Arguments.of(
                        "{" + ok + ",\"status\":\"resolved\",\"createdAt\":\"2026-06-19T00:00:00Z\","
                                + "\"resolvedAt\":\"2026-06-18T00:00:00Z\"}",
                        "resolvedAt",
                        "before"),
                Arguments.of(
                        "{\"user\":{\"id\":\"u\"},\"message\":\"ab\\u0000\",\"sentiment\":\"neutral\"}",
                        "message",
                        "offset 2"),
                Arguments.of(
                        "{\"user\":{\"id\":\"u\"},\"message\":\"ab\\ud800c\",\"sentiment\":\"neutral\"}",
                        "message",
                        "U+D800"),
                Arguments.of(
                        "{\"user\":{\"id\":\"u\"},\"message\":\"ab\\udc00\",\"sentiment\":\"neutral\"}",
                        "message",
                        "offset 2"),
                Arguments.of(
                        "{\"user\":{\"id\":\"u\"},\"message\":\"" + "m".repeat(20_001)
                                + "\",\"sentiment\":\"neutral\"}",
                        "message",
                        "20,000"),
                Arguments.of("[1,2]", "", "object"),
                Arguments.of("{" + ok + "}{" + ok + "}", "", "batch"));
    }

    @ParameterizedTest
    @MethodSource("refusedItems")
    void shouldNameFieldProblemAndRemedy_whenAnItemCannotBe(String body, String field, String hint) {
        int before = api.loop.commands.size();

        Answer answer = api.post("/v1/feedback", body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        JsonNode error = answer.json().get("errors").get(0);
        assertThat(error.get("field").asText()).isEqualTo(field);
        assertThat(error.get("problem").asText() + error.get("remedy").asText()).contains(hint);
        assertThat(error.get("remedy").asText()).isNotBlank();
        assertThat(answer.json().get("requestId").asText()).isEqualTo(answer.header("X-Request-Id"));
        assertThat(api.loop.commands).hasSize(before);
    }

    @Test
    void shouldTellAllThatIsWrongAtOnce_whenSeveralFieldsAre() {
        Answer answer = api.post("/v1/feedback", "{\"sentiment\":\"bad\",\"tag\":\"\\u0001\",\"plann\":1}");

        assertThat(answer.json().get("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("sentiment", "plann", "user.id", "message", "tag");
    }

    @Test
    void shouldTakeWhatIsMerelyUnusual_whenNothingIsLost() {
        Answer answer = api.post(
                "/v1/feedback",
                "{\"user\":{\"id\":\" u \"},\"message\":\"\",\"sentiment\":\"neutral\",\"tag\":\" \",\"plan\":null,"
                        + "\"createdAt\":\"2026-06-19t16:02:11.120+02:00\",\"metadata\":{\"n\":1.50,\"b\":true,\"z\":null}}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.json().get("user").get("id").asText()).isEqualTo("u");
        assertThat(answer.json().has("tag")).isFalse();
        assertThat(answer.json().get("createdAt").asText()).isEqualTo("2026-06-19T14:02:11.12Z");
        assertThat(answer.json().get("metadata").toString()).isEqualTo("{\"b\":\"true\",\"n\":\"1.50\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"user\":|line 1, column", "{'user':1}|line 1", "nonsense|line 1", "{\"a\":1,}|line 1"})
    void shouldNameThePlace_whenTheBodyIsNotJson(String body, String place) {
        Answer answer = api.post("/v1/feedback", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("type").asText()).isEqualTo("/docs/problems#malformed-json");
        assertThat(answer.json().get("detail").asText()).contains(place).doesNotContain("com.fasterxml");
    }

    @Test
    void shouldSaySo_whenTheBodyIsEmpty() {
        assertThat(api.post("/v1/feedback", "").status()).isEqualTo(422);
    }

    @Test
    void shouldRefuseDeepNesting_whenItWouldEatTheStack() {
        Answer answer = api.post("/v1/feedback", "{\"metadata\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("detail").asText()).contains("depth").doesNotContain("Not JSON", "`");
    }

    @Test
    void shouldOverlookIt_whenAParameterIsEmpty() {
        assertThat(api.get("/v1/feedback?&limit=1&").status()).isEqualTo(200);
        assertThat(api.get("/v1/feedback?=x").json().get("detail").asText()).contains("without a name");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/%zz,400,bad-request,cannot be read",
        "/v1/feedback/%ff,400,bad-request,cannot be read",
        "/v1/feedback?q=LONG,414,bad-request,'32,768 bytes'",
        "/v1/feedback?limit=1&q=%zz,400,invalid-parameter,q has a %",
        "/v1/feedback?%,400,invalid-parameter,write %25"
    })
    void shouldAnswerAsEverywhere_whenARequestCannotBeRead(String path, int status, String problem, String detail)
            throws Exception {
        String line = "GET " + path.replace("LONG", "x".repeat(40_000)) + " HTTP/1.1\r\n";
        try (var socket = new Socket("127.0.0.1", api.server.port())) {
            socket.getOutputStream()
                    .write((line + "Host: localhost\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 " + status)
                    .contains("application/problem+json", "/docs/problems#" + problem, detail)
                    .doesNotContain("<html");
        }
    }

    @Test
    void shouldAnswer413_whenTheBodyIsTwoMegabytes() {
        Answer answer =
                api.post("/v1/feedback", ApiFixture.item("u", "neutral", "\"tag\":\"" + "x".repeat(2 << 20) + "\""));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().get("detail").asText()).contains("524,288");
    }

    @Test
    void shouldRefuseWhatIsNotUtf8_whenBytesAreBroken() {
        byte[] body = ApiFixture.item("u", "neutral", "\"tag\":\"é\"").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(api.send("POST", "/v1/feedback", ApiFixture.SECRET, body)
                        .json()
                        .get("type")
                        .asText())
                .endsWith("#malformed-text");

        byte[] surrogate = ApiFixture.item("u", "neutral", "\"tag\":\"~~~\"").getBytes(StandardCharsets.UTF_8);
        int at = new String(surrogate, StandardCharsets.UTF_8).indexOf("~~~");
        surrogate[at] = (byte) 0xed;
        surrogate[at + 1] = (byte) 0xa0;
        surrogate[at + 2] = (byte) 0x80;
        assertThat(api.send("POST", "/v1/feedback", ApiFixture.SECRET, surrogate)
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tag", "plan", "source"})
    void shouldNameFieldAndCharacter_whenANameTurnsTheDirectionOfText(String field) {
        Answer answer =
                api.post("/v1/feedback", ApiFixture.item("u", "neutral", "\"" + field + "\":\"safe\\u202Egpj.exe\""));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo(field);
        assertThat(answer.json().at("/errors/0/problem").asText()).contains("U+202E", "RIGHT-TO-LEFT OVERRIDE");
        assertThat(api.get("/v1/feedback?" + field + "=safe%E2%80%AEgpj.exe").status())
                .as("older data may have it")
                .isEqualTo(200);
        assertThat(api.post(
                                "/v1/feedback",
                                ApiFixture.item("u", "neutral", "").replace("said", "in a message it \\u202Estands"))
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=%2B999999999-12-31", "to=-999999999-01-01", "from=9999-12-31T23:59:59.999999999999Z"})
    void shouldAnswerWithoutFault_whenATimeIsFarBeyondAll(String span) {
        assertThat(api.get("/v1/feedback?" + span).status()).isIn(200, 400);
        assertThat(api.get("/v1/sentiment?" + span).status()).isIn(200, 400);
        assertThat(api.get("/v1/sentiment/timeline?interval=day&" + span).status())
                .isIn(200, 400);
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/json; charset=latin1", "application/xml"})
    void shouldAnswer415_whenTheTypeIsAnother(String type) {
        Answer answer = api.post("/v1/feedback", ApiFixture.item("u", "neutral", ""), "Content-Type", type);

        assertThat(answer.status()).isEqualTo(415);
    }

    @Test
    void shouldAnswer415_whenTheBodyIsCompressed() {
        assertThat(api.post("/v1/feedback", "x", "Content-Encoding", "br").status())
                .isEqualTo(415);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/feedback?tagg=x|tagg|did you mean \"tag\"?",
                "/v1/feedback?top=5|top|did you mean \"to\"?",
                "/v1/feedback?limit=0|limit|1 to 1000",
                "/v1/feedback?limit=abc|limit|whole number",
                "/v1/feedback?limit=1&limit=2|limit|once",
                "/v1/feedback?sentiment=bad|sentiment|negative",
                "/v1/feedback?status=closed|status|resolved",
                "/v1/feedback?from=yesterday|from|RFC 3339",
                "/v1/feedback?from=2026-02-01&to=2026-01-01|to|swap",
                "/v1/feedback?tag=a&tag=!b|tag|either",
                "/v1/feedback?tag=%FF|tag|UTF-8",
                "/v1/sentiment?group_by=tags|group_by|did you mean tag?",
                "/v1/sentiment?sort=-negativ|sort|negative",
                "/v1/sentiment?sort=plan|sort|negative",
                "/v1/sentiment/timeline?interval=year|interval|month",
                "/v1/sentiment/timeline?timezone=Mars/Olympus|timezone|IANA",
                "/v1/sentiment/timeline?interval=minute&from=2020-01-01|interval|longer"
            })
    void shouldNameTheParameter_whenAQuestionCannotBe(String path, String parameter, String hint) {
        Answer answer = api.get(path);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").asText())
                .as(answer.body())
                .isEqualTo(parameter);
        assertThat(answer.json().at("/errors/0/remedy").asText()
                        + answer.json().at("/errors/0/problem").asText())
                .contains(hint);
    }

    @Test
    void shouldTellNearestPathAndAllowedMethods_whenARouteIsMissed() {
        Answer typo = api.get("/v1/feedbak");
        assertThat(typo.status()).isEqualTo(404);
        assertThat(typo.json().get("detail").asText()).contains("Did you mean /v1/feedback?");

        Answer method = api.send("PUT", "/v1/feedback", ApiFixture.SECRET, "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
        // The path of another call is no id.
        for (String other : List.of("GET", "PATCH", "DELETE")) {
            Answer batch = api.send(other, "/v1/feedback/batch", ApiFixture.SECRET, null);
            assertThat(batch.status()).as(other).isEqualTo(405);
            assertThat(batch.header("Allow")).isEqualTo("OPTIONS, POST");
        }
    }

    @ParameterizedTest
    @CsvSource({"abc", "0", "0:-1", "a:b", "0:1;2"})
    void shouldAnswer400_whenAPositionIsMalformed(String position) {
        Answer answer = api.get("/v1/sentiment", "Loop-Position", position);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("type").asText()).endsWith("#invalid-position");
    }

    @Test
    void shouldKeepStackTracesToItself_whenTheServerIsAtFault() {
        try (var broken = new ApiFixture()) {
            broken.loop.failAppends(new IllegalStateException("secret detail"));
            Answer answer = broken.post("/v1/feedback", ApiFixture.item("u", "neutral", ""));

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body())
                    .doesNotContain("secret detail")
                    .doesNotContain("Exception")
                    .doesNotContain("at dev.");
        }
    }

    @Test
    void shouldRefuseWhatWouldBeErasedAtOnce_whenTheProjectKeepsLess() {
        api.retention = Optional.of(java.time.Duration.ofDays(30));
        try {
            String item = "{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"neutral\",\"createdAt\":\"%s\"}";

            var tooOld = api.send(
                    "POST",
                    "/v1/feedback",
                    ApiFixture.SECRET,
                    item.formatted("2026-05-01T00:00:00Z").getBytes(StandardCharsets.UTF_8));
            var inTime = api.send(
                    "POST",
                    "/v1/feedback",
                    ApiFixture.SECRET,
                    item.formatted("2026-06-15T00:00:00Z").getBytes(StandardCharsets.UTF_8));

            assertThat(tooOld.status()).isEqualTo(422);
            assertThat(tooOld.body())
                    .contains("createdAt")
                    .contains("2026-06-01T12:00:00Z")
                    .contains("retention");
            assertThat(inTime.status()).isEqualTo(201);
        } finally {
            api.retention = Optional.empty();
        }
    }
}
