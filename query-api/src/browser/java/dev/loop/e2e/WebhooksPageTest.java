package dev.loop.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A receiver that fails, is mended, and is sent to again; and the handlers to copy. */
@ExtendWith(DashboardBrowser.Shared.class)
class WebhooksPageTest {

    private static final LocatorAssertions.ContainsTextOptions PATIENTLY =
            new LocatorAssertions.ContainsTextOptions().setTimeout(20_000);

    private final DashboardBrowser browser;
    private final LoopClient client;
    private HttpServer receiver;
    private volatile int answer = 503;

    WebhooksPageTest(DashboardBrowser browser) {
        this.browser = browser;
        this.client = browser.client();
    }

    @BeforeEach
    void startReceiver() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        receiver.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = "<b>not now</b>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer, answer == 204 ? -1 : body.length);
            if (answer != 204) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void stopReceiver() {
        receiver.stop(0);
        client.get("/v1/webhooks")
                .json()
                .path("data")
                .forEach(endpoint ->
                        client.delete("/v1/webhooks/" + endpoint.path("id").asText()));
    }

    @Test
    void shouldSucceed_whenWhatFailedIsReplayed() {
        try (Visit visit = browser.visit(Look.LIGHT, "/webhooks")) {
            Page page = visit.page();
            page.getByText("Create the first endpoint").click();
            page.getByLabel("URL").fill(url());
            page.locator("dialog [name=tag]").fill("hooked");
            page.getByText("Create the endpoint").click();
            assertThat(page.locator("dialog pre")).hasText(Pattern.compile("whsec_.+"));
            page.getByText("Done").click();
            assertThat(page.locator("h1")).hasText(url());

            client.post("/v1/feedback", LoopClient.item("Hook me", "negative", Map.of("tag", "hooked")))
                    .expect(201);
            Locator row = page.locator("tr", new Page.LocatorOptions().setHasText("feedback.created"));
            assertThat(row).containsText("failed", PATIENTLY);
            assertThat(row).containsText("503");

            answer = 204;
            row.getByText("feedback.created").click();
            assertThat(page.locator(".attempts details")).hasCount(3);
            assertThat(page.locator(".attempt-detail").first()).containsText("<b>not now</b>");
            assertThat(page.locator(".attempt-detail").first()).containsText("Loop-Event-Id");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Replay"))
                    .click();
            assertThat(page.locator(".page-head .badge")).containsText("delivered", PATIENTLY);
            assertThat(page.locator(".attempts details")).hasCount(4);

            page.getByText("Endpoint", new Page.GetByTextOptions().setExact(true))
                    .click();
            page.getByText("Send a test event").click();
            assertThat(page.locator("dialog h2")).hasText("The test arrived");
        }
    }

    @Test
    void shouldCountBeforeItSends_whenManyAreReplayed() {
        String id = endpoint();
        for (int i = 0; i < 3; i++) {
            client.post("/v1/feedback", LoopClient.item("m", "negative", Map.of("tag", "many")))
                    .expect(201);
        }
        try (Visit visit = browser.visit(Look.LIGHT, "/webhooks/" + id)) {
            Page page = visit.page();
            assertThat(page.locator(".gauge").first()).containsText("3", PATIENTLY);
            answer = 204;
            page.getByText("Replay…").click();
            page.getByLabel("Events that happened").selectOption("1");
            assertThat(page.locator(".replay-count")).containsText("3 deliveries would be sent again");
            page.getByText("Send again").last().click();
            assertThat(page.locator(".toast").last()).containsText("Sending 3 deliveries again");
            assertThat(page.locator(".gauge").nth(3)).containsText("3", PATIENTLY);
        }
    }

    @Test
    void shouldGiveOneThatRuns_whenALanguageIsChosen() {
        try (Visit visit = browser.visit(Look.LIGHT, "/webhooks")) {
            Page page = visit.page();
            assertThat(page.locator(".copyable pre")).containsText("node:crypto");
            page.getByText("Python", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.locator(".copyable pre")).containsText("hmac.compare_digest");
            page.getByText("Java", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.locator(".copyable pre")).containsText("MessageDigest.isEqual");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loop.e2e.Look#layouts")
    void shouldBeAccessible_whateverItLooksLike(Look look) {
        String id = endpoint();
        client.post("/v1/feedback", LoopClient.item("m", "negative", Map.of("tag", "many")))
                .expect(201);
        try (Visit visit = browser.visit(look, "/webhooks/" + id)) {
            Page page = visit.page();
            assertThat(page.locator(".gauge").first()).containsText("1", PATIENTLY);
            visit.assertAccessible();
            visit.assertFits();
            page.locator("tbody a").first().click();
            page.locator(".attempt-detail").first().waitFor();
            visit.assertAccessible();
            visit.assertFits();
            visit.open("/webhooks");
            visit.assertAccessible();
            visit.assertFits();
            page.getByText("New endpoint").click();
            visit.assertAccessible();
        }
    }

    private String endpoint() {
        return client.post(
                        "/v1/webhooks",
                        "{\"url\":\"" + url()
                                + "\",\"events\":[\"feedback.created\"],\"filters\":{\"tag\":[\"many\"]}}")
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private String url() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hooks";
    }
}
