package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.api.ApiFixture.Answer;
import dev.loop.api.health.Readiness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {

    private static final byte[] ITEM = ApiFixture.item("u", "neutral", "").getBytes(StandardCharsets.UTF_8);

    private static ApiFixture api;

    @BeforeAll
    static void start() {
        api = new ApiFixture();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void shouldAnswer401_whenTheKeyIsMissingOrWrong() {
        Answer none = api.send("GET", "/v1/feedback", "", null);
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(none.json().get("remedy").asText()).contains("Authorization: Bearer");
        assertThat(api.send("GET", "/v1/feedback", "sk_wrong", null).status()).isEqualTo(401);
        assertThat(api.get("/v1/feedback", "Authorization", "Basic " + ApiFixture.SECRET)
                        .status())
                .isEqualTo(401);
        assertThat(api.get("/v1/feedback", "Authorization", "bearer " + ApiFixture.SECRET)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/feedback",
        "GET,/v1/sentiment",
        "DELETE,/v1/feedback/fb_00000000000000000000000000",
        "GET,/v1/accounts/a"
    })
    void shouldAnswer403_whenAPublishableKeyIsUsedForMoreThanCreating(String method, String path) {
        Answer answer = api.send(method, path, ApiFixture.PUBLISHABLE, null);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().get("detail").asText()).contains("scope");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void shouldLetAnyPageCreate_whenItHasAPublishableKey() {
        Answer preflight = api.send(
                "OPTIONS",
                "/v1/feedback",
                "",
                null,
                "Origin",
                "https://shop.example",
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization,content-type");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(preflight.header("Access-Control-Allow-Methods")).isEqualTo("POST");
        assertThat(preflight.header("Access-Control-Allow-Headers"))
                .contains("Authorization")
                .contains("Content-Type");

        Answer created =
                api.send("POST", "/v1/feedback", ApiFixture.PUBLISHABLE, ITEM, "Origin", "https://shop.example");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Access-Control-Allow-Origin")).isEqualTo("*");
        Answer refused = api.send("POST", "/v1/feedback", "pk_wrong", ITEM, "Origin", "https://shop.example");
        assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo("*");

        Answer other = api.send(
                "OPTIONS",
                "/v1/sentiment",
                "",
                null,
                "Origin",
                "https://shop.example",
                "Access-Control-Request-Method",
                "GET");
        assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void shouldNeedTheKeyAllTheSame_whenOnlyHeadersAreAskedFor() {
        assertThat(api.send("HEAD", "/v1/feedback", "", null).status()).isEqualTo(401);
        assertThat(api.send("HEAD", "/v1/feedback", ApiFixture.PUBLISHABLE, null)
                        .status())
                .isEqualTo(403);
        assertThat(api.send("HEAD", "/v1/feedback", ApiFixture.SECRET, null).status())
                .isEqualTo(200);
        assertThat(api.send("GET", "/v1/feedback/", "", null).status()).isIn(401, 404);
        assertThat(api.send("GET", "/v1//feedback", "", null).status()).isIn(400, 401, 404);
        assertThat(api.send("TRACE", "/v1/feedback", "", null).status()).isIn(404, 405);
    }

    @Test
    void shouldTellTheRequestFromOthers_whenAnIdIsGiven() {
        assertThat(api.get("/health/live", "X-Request-Id", "abc-1").header("X-Request-Id"))
                .isEqualTo("abc-1");
        assertThat(api.get("/health/live", "X-Request-Id", "a b<script>").header("X-Request-Id"))
                .startsWith("req_");
    }

    @Test
    void shouldSendSecurityHeadersEverywhere_whenAnswering() {
        for (String path : new String[] {"/docs", "/v1/feedback", "/nowhere", "/health/live"}) {
            Answer answer = api.get(path);
            assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
            assertThat(answer.header("Content-Security-Policy")).as(path).contains("default-src 'none'");
            assertThat(answer.header("Server")).as(path).isEmpty();
        }
    }

    @Test
    void shouldRefuseOtherNames_whenBoundToLoopback() throws IOException {
        assertThat(raw("GET /health/live HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .contains(" 421 ");
        assertThat(raw("GET /health/live HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n"))
                .contains(" 200 ");
        assertThat(raw("GET /health/live HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n"))
                .contains(" 200 ");
    }

    @Test
    void shouldServeDocumentationAndProbes_whenAskedWithoutAKey() {
        assertThat(api.send("GET", "/", "", null).header("Content-Type")).contains("text/html");
        assertThat(api.send("GET", "/docs", "", null).header("Content-Type")).contains("text/html");
        assertThat(api.send("GET", "/docs/assets/swagger-ui-bundle.js", "", null)
                        .body())
                .hasSizeGreaterThan(100_000);
        assertThat(api.send("GET", "/docs/assets/../openapi.yaml", "", null).status())
                .isIn(400, 404);
        assertThat(api.send("GET", "/docs/problems", "", null).body()).contains("invalid-cursor");
        assertThat(api.send("HEAD", "/health/live", "", null).status()).isEqualTo(200);
        api.readiness = new Readiness.State(false, Map.of("stores", "2 of 8 tasks active"));
        Answer notReady = api.send("GET", "/health/ready", "", null);
        assertThat(notReady.status()).isEqualTo(503);
        assertThat(notReady.json().get("status").asText()).isEqualTo("not-ready");
        assertThat(notReady.body()).doesNotContain("2 of 8 tasks active");
        assertThat(api.get("/health/ready").body()).contains("2 of 8 tasks active");
        assertThat(api.send("GET", "/health/ready", ApiFixture.PUBLISHABLE, null)
                        .body())
                .doesNotContain("2 of 8 tasks active");
        api.readiness = new Readiness.State(true, Map.of());
    }

    @Test
    void shouldCountWhatHappened_whenMetricsAreScraped() {
        api.post("/v1/feedback", ApiFixture.item("u", "neutral", ""));
        api.post("/v1/feedback", ApiFixture.item("u", "wrong", ""));
        api.get("/v1/feedback/fb_00000000000000000000000000");

        assertThat(api.send("GET", "/metrics", "", null).status()).isEqualTo(401);
        assertThat(api.send("GET", "/metrics", ApiFixture.PUBLISHABLE, null).status())
                .isEqualTo(403);
        String password =
                Base64.getEncoder().encodeToString((":" + ApiFixture.SECRET).getBytes(StandardCharsets.UTF_8));
        assertThat(api.send("GET", "/metrics", "", null, "Authorization", "Basic " + password)
                        .status())
                .isEqualTo(200);
        String metrics = api.get("/metrics").body();

        assertThat(metrics)
                .contains("loop_intake_accepted_total")
                .contains("loop_intake_refused_total{reason=\"sentiment\"}")
                .contains("route=\"/v1/feedback/{id}\",status=\"404\"")
                .contains("loop_http_requests_seconds_bucket")
                .doesNotContain("fb_0000");
    }

    @Test
    void shouldShowMetricsAndDetailsToAnybody_whenTheyAreOpen() {
        try (var open = new ApiFixture(ApiSettings.of("127.0.0.1", 0, draft -> draft.openMetrics = true))) {
            assertThat(open.send("GET", "/metrics", "", null).status()).isEqualTo(200);
            assertThat(open.send("GET", "/health/ready", "", null).json().has("checks"))
                    .isTrue();
        }
    }

    @Test
    void shouldGoByTheFirstLine_whenAHeaderNamesAnotherMethod() {
        Answer read = api.get("/v1/keys", "X-HTTP-Method-Override", "DELETE");
        assertThat(read.status()).isEqualTo(200);
        assertThat(api.post("/v1/keys", "{}", "X-HTTP-Method-Override", "GET").status())
                .isEqualTo(422);
    }

    private static String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
