package dev.loop.e2e;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.loop.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every page in every look, to be looked at by a person: {@code target/screenshots}. {@code ./mvnw -q -pl query-api -am test
 * -Dtest=ScreenshotsTest -Dsurefire.failIfNoSpecifiedTests=false -Dloop.screenshots}.
 */
@ExtendWith(DashboardBrowser.Shared.class)
@EnabledIfSystemProperty(named = "loop.screenshots", matches = ".*", disabledReason = "-Dloop.screenshots takes them")
class ScreenshotsTest {

    private record Shot(String name, String path, Consumer<Page> then) {
        Shot(String name, String path) {
            this(name, path, page -> {});
        }
    }

    private final DashboardBrowser browser;
    private final LoopClient client;
    private String item = "";
    private String endpoint = "";

    ScreenshotsTest(DashboardBrowser browser) {
        this.browser = browser;
        this.client = browser.client();
    }

    /** An item with a history, an endpoint that nobody listens at, and something that was refused. */
    @BeforeEach
    void prepare() {
        endpoint = client.post(
                        "/v1/webhooks",
                        "{\"url\":\"http://127.0.0.1:1/hooks\",\"events\":[\"feedback.created\",\"feedback.tagged\"],"
                                + "\"description\":\"Tickets of the support desk\"}")
                .expect(201)
                .json()
                .path("id")
                .asText();
        item = client.post(
                        "/v1/feedback",
                        LoopClient.item(
                                "The export stops at 10,000 rows, and nobody tells me why",
                                "negative",
                                Map.of("plan", "scale", "source", "zendesk", "metadata", Map.of("browser", "Firefox"))))
                .expect(201)
                .json()
                .path("id")
                .asText();
        client.patch("/v1/feedback/" + item, "{\"tag\":\"exports\",\"reason\":\"It names the export\"}")
                .expect(200);
        client.patch("/v1/feedback/" + item, "{\"status\":\"resolved\",\"reason\":\"Fixed in 2.1\"}")
                .expect(200);
        try (Outsider outsider = new Outsider(browser.loop())) {
            outsider.send(Topics.FEEDBACK_COMMANDS, 0, "k", "{not avro}".getBytes(StandardCharsets.UTF_8));
        }
        Awaitility.await()
                .until(() -> client.get("/v1/webhooks/" + endpoint + "/deliveries?status=failed")
                                .json()
                                .path("data")
                                .size()
                        == 2);
    }

    private List<Shot> shots() {
        return List.of(
                new Shot("overview", "/"),
                new Shot("overview-laptop", "/", page -> page.setViewportSize(1366, 768)),
                new Shot("explore", "/explore"),
                new Shot("explore-compared", "/explore?group_by=tag&compare=previous&plan=scale"),
                new Shot("explore-filter", "/explore", page -> page.keyboard().press("f")),
                new Shot(
                        "explore-call",
                        "/explore",
                        page -> page.getByText("API call").click()),
                new Shot("releases", "/releases"),
                new Shot("release", "/releases/2.1"),
                new Shot("inbox", "/inbox"),
                new Shot("inbox-item", "/inbox?q=export&item=" + item),
                new Shot(
                        "inbox-tag",
                        "/inbox?tag=exports&item=" + item,
                        page -> page.keyboard().press("t")),
                new Shot("inbox-nothing", "/inbox?tag=nowhere"),
                new Shot("item", "/inbox/" + item),
                new Shot("webhooks", "/webhooks"),
                new Shot("webhook", "/webhooks/" + endpoint),
                new Shot(
                        "delivery",
                        "/webhooks/" + endpoint,
                        page -> page.locator("tbody a").first().click()),
                new Shot(
                        "webhook-replay",
                        "/webhooks/" + endpoint,
                        page -> page.getByText("Replay…").click()),
                new Shot("system", "/system"),
                new Shot(
                        "dead-letter",
                        "/system",
                        page -> page.locator("table button").first().click()),
                new Shot("widget", "/widget"),
                new Shot("themes", "/themes"),
                new Shot("tag-rules", "/tag-rules"),
                new Shot("models", "/models"),
                new Shot("keys", "/keys"),
                new Shot("key-new", "/keys", page -> page.getByText("New key").click()),
                new Shot("shortcuts", "/inbox", page -> page.keyboard().press("?")),
                new Shot("not-found", "/releases/none"),
                new Shot("signed-out", "/signed-out"));
    }

    @Test
    void shouldShowEveryPage() {
        for (Shot shot : shots()) {
            for (Look look : Look.values()) {
                try (Visit visit = browser.visit(look, shot.path())) {
                    shot.then().accept(visit.page());
                    take(visit, look, shot.name());
                }
            }
        }
    }

    @Test
    void shouldShowWhatIsMissing_whenSomethingIs() {
        String nobody = "{\"rows\":[],\"total\":{\"total\":0},\"asOf\":{\"complete\":true}}";
        String busy = "{\"type\":\"/docs/problems#not-ready\",\"title\":\"Not ready\",\"status\":503,"
                + "\"detail\":\"Partition 2 is being restored: 40 % are there.\",\"remedy\":\"Try again in a few seconds.\","
                + "\"requestId\":\"req_example\"}";
        for (Look look : Look.values()) {
            for (String path : List.of("/", "/explore", "/inbox", "/releases", "/webhooks", "/system", "/keys")) {
                String name = path.equals("/") ? "overview" : path.substring(1);
                missing(look, path, "loading-" + name, route -> {});
                missing(
                        look,
                        path,
                        "failed-" + name,
                        route -> route.fulfill(new Route.FulfillOptions()
                                .setStatus(503)
                                .setHeaders(Map.of("Retry-After", "0", "Content-Type", "application/problem+json"))
                                .setBody(busy)));
                missing(look, path, "empty-" + name, route -> {
                    if (route.request().url().contains("/v1/sentiment")) {
                        route.fulfill(new Route.FulfillOptions()
                                .setContentType("application/json")
                                .setBody(nobody));
                    } else if (route.request().url().contains("/v1/stream")) {
                        route.resume();
                    } else {
                        route.fulfill(new Route.FulfillOptions()
                                .setContentType("application/json")
                                .setBody("{\"data\":[],\"rows\":[],\"tags\":[],\"incidents\":[],\"browsers\":[]}"));
                    }
                });
            }
        }
    }

    private void missing(Look look, String path, String name, Consumer<Route> answer) {
        try (Visit visit = browser.visit(look)) {
            Page page = visit.page();
            page.route(url -> url.contains("/v1/"), answer);
            page.navigate(browser.loop().address().resolve(path).toString());
            page.locator("h1").first().waitFor();
            page.waitForTimeout(500);
            take(visit, look, name);
            visit.forgive();
        }
    }

    private static void take(Visit visit, Look look, String name) {
        visit.page().waitForTimeout(250);
        visit.page()
                .screenshot(new Page.ScreenshotOptions()
                        .setFullPage(look == Look.PHONE)
                        .setPath(Path.of(
                                "target",
                                "screenshots",
                                name + "-" + look.name().toLowerCase(Locale.ROOT) + ".png")));
        // What was missing or refused is told on the console as well.
        visit.forgive();
    }
}
