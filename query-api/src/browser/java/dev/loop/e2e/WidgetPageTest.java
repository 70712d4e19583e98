package dev.loop.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The widget in pages of another origin that allow nothing but it. */
@ExtendWith(DashboardBrowser.Shared.class)
class WidgetPageTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final DashboardBrowser browser;
    private final List<Request> posts = new CopyOnWriteArrayList<>();
    private HostPages site;

    WidgetPageTest(DashboardBrowser browser) {
        this.browser = browser;
    }

    @BeforeEach
    void start() throws IOException {
        site = new HostPages(browser.loop().address());
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Visit visit(Look look) {
        Visit visit = browser.guest(look, site.home());
        visit.page().onRequest(request -> {
            if (request.method().equals("POST")) {
                posts.add(request);
            }
        });
        visit.page().clock().install();
        visit.open("/shelf?secret=in-the-query");
        return visit;
    }

    /** Opens the form, and takes as long to read it as a person does. */
    private static void openForm(Page page) {
        button(page, "Feedback").click();
        assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
        page.clock().fastForward(2_000);
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** The items with a tag, when there are so many. */
    private JsonNode items(String tag, int count) {
        return await().until(
                        () -> browser.client()
                                .get("/v1/feedback?tag=" + tag)
                                .expect(200)
                                .json()
                                .path("data"),
                        found -> found.size() == count);
    }

    /** The page has thrown nothing, and its policy was kept. */
    private static void assertUnharmed(Page page) {
        assertThat((List<?>) page.evaluate("() => violations")).isEmpty();
        assertThat((List<?>) page.evaluate("() => thrown")).isEmpty();
    }

    @Test
    void shouldSendWhatTheContractSays_whenUsedByKeyboardAlone() throws IOException {
        site.with(
                "data-tag=\"by-keyboard\" data-user=\"u_7\" data-user-email=\"ann@example.com\" data-metadata-app-version=\"2.1\"");
        try (Visit visit = visit(Look.LIGHT)) {
            Page page = visit.page();
            assertThat(button(page, "Feedback")).isVisible();
            page.keyboard().press("Tab");
            page.keyboard().press("Tab");
            page.keyboard().press("Enter");
            assertThat(page.getByRole(AriaRole.DIALOG)).hasAccessibleName("What do you think?");
            page.clock().fastForward(2_000);
            assertThat(button(page, "Good")).isFocused();
            // Focus stays in the dialog, and comes back to the first.
            page.keyboard().press("Tab");
            page.keyboard().press("Tab");
            page.keyboard().press("Space");
            assertThat(button(page, "Bad")).hasAttribute("aria-pressed", "true");
            assertThat(page.getByRole(AriaRole.STATUS)).hasText("Thank you!");
            page.keyboard().press("Tab");
            page.keyboard().type("It stops at 10,000 rows");
            page.keyboard().press("Tab");
            page.keyboard().press("Enter");

            JsonNode item = items("by-keyboard", 1).get(0);
            assertThat(item.path("message").asText()).isEqualTo("It stops at 10,000 rows");
            assertThat(item.path("sentiment").asText()).isEqualTo("negative");
            assertThat(item.at("/user/id").asText()).isEqualTo("u_7");
            assertThat(item.path("source").asText()).isEqualTo("in-app-widget");
            assertThat(item.at("/metadata/page").asText()).isEqualTo("/shelf");

            // The browser tells of a request only while it is waited for.
            page.waitForCondition(() -> !posts.isEmpty());
            assertThat(posts).hasSize(1);
            JsonNode sent = JSON.readTree(posts.get(0).postData());
            assertThat(sent.fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("user", "message", "sentiment", "tag", "source", "metadata", "check");
            assertThat(sent.path("user")).isEqualTo(JSON.readTree("{\"id\":\"u_7\",\"email\":\"ann@example.com\"}"));
            assertThat(sent.at("/check/website").asText("none")).isEmpty();
            assertThat(sent.at("/check/openMillis").asInt()).isPositive();
            assertThat(sent.path("metadata").fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("page", "language", "viewport", "widget", "app-version");
            assertThat(sent.at("/metadata/viewport").asText()).isEqualTo("desktop");
            assertThat(sent.at("/metadata/widget").asText()).isEqualTo(page.evaluate("() => loop.version"));
            Map<String, String> headers = posts.get(0).headers();
            assertThat(headers)
                    .containsEntry("authorization", "Bearer " + RunningLoop.PUBLISHABLE_KEY)
                    .containsEntry("content-type", "application/json")
                    .containsKey("idempotency-key");
            assertThat(headers.keySet()).noneMatch(name -> name.startsWith("x-"));

            page.keyboard().press("Escape");
            assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
            assertThat(button(page, "Feedback")).isFocused();
            assertUnharmed(page);
        }
    }

    @Test
    void shouldSendTheTapAlone_whenTheFormIsClosedOrThePageIsLeft() {
        site.with("data-tag=\"tapped\"");
        try (Visit visit = visit(Look.PHONE)) {
            Page page = visit.page();
            openForm(page);
            button(page, "Good").click();
            page.locator("textarea").fill("not sent, so not said");
            page.keyboard().press("Escape");
            assertThat(items("tapped", 1).get(0).path("message").asText("none")).isEmpty();

            openForm(page);
            button(page, "Bad").click();
            button(page, "Okay").click();
            page.navigate(site.home().resolve("/elsewhere").toString());
            JsonNode left = items("tapped", 2).get(0);
            assertThat(left.path("sentiment").asText()).isEqualTo("neutral");
            assertThat(left.at("/metadata/viewport").asText()).isEqualTo("phone");
            assertThat(left.path("user")).isEqualTo(items("tapped", 2).get(1).path("user"));

            // Nothing is chosen, so nothing is said.
            int sent = posts.size();
            openForm(page);
            page.keyboard().press("Escape");
            assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
            assertThat(posts).hasSize(sent);

            openForm(page);
            button(page, "Good").click();
            page.clock().fastForward(61_000);
            assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
            items("tapped", 3);
            assertUnharmed(page);
        }
    }

    @Test
    void shouldBeOneItem_whenSendIsPressedTwiceAndThereIsNoConnectionForAWhile() throws IOException {
        site.with("data-tag=\"offline\"");
        try (Visit visit = visit(Look.LIGHT)) {
            Page page = visit.page();
            openForm(page);
            button(page, "Good").click();
            page.locator("textarea").fill("From the train");
            page.context().setOffline(true);
            button(page, "Send").dblclick();
            assertThat(page.getByRole(AriaRole.STATUS)).hasText("It will be sent later.");
            page.keyboard().press("Escape");
            page.clock().fastForward(5_000);
            page.context().setOffline(false);

            items("offline", 1);
            // Playwright tells of requests while it is called.
            page.waitForCondition(() -> posts.size() > 1);
            assertThat(posts.stream()
                            .map(post -> post.headers().get("idempotency-key"))
                            .distinct())
                    .hasSize(1);
            JsonNode last = JSON.readTree(posts.get(posts.size() - 1).postData());
            assertThat(last.path("ageSeconds").asInt()).isBetween(5, 60);
            assertThat(JSON.readTree(posts.get(0).postData()).has("ageSeconds")).isFalse();
            page.reload();
            openForm(page);
            assertThat(waiting(page)).isZero();
            assertUnharmed(page);
            // The browser itself tells of every call without a connection.
            visit.forgive();
        }
        assertThat(items("offline", 1)).hasSize(1);
    }

    private static int waiting(Page page) {
        return (Integer) page.evaluate("""
                async () => {
                  const [{ name }] = await indexedDB.databases();
                  return new Promise((resolve) => {
                    const opening = indexedDB.open(name);
                    opening.onsuccess = () => {
                      const all = opening.result.transaction("items").objectStore("items").getAll();
                      all.onsuccess = () => resolve(all.result.length);
                    };
                  });
                }""");
    }

    @ParameterizedTest
    @CsvSource({
        "stars, 4 / 5, positive, 4, 5",
        "stars, 1 / 5, negative, 1, 5",
        "nps, 0 / 10, negative, 0, 10",
        "nps, 8 / 10, neutral, 8, 10"
    })
    void shouldKeepTheRating_whenAsked(String ask, String press, String sentiment, String value, String of) {
        String tag = "rated-" + ask + "-" + value;
        site.with("data-ask=\"%s\" data-tag=\"%s\"".formatted(ask, tag));
        try (Visit visit = visit(Look.LIGHT)) {
            Page page = visit.page();
            openForm(page);
            button(page, press).click();
            button(page, "Send").click();
            JsonNode item = items(tag, 1).get(0);
            assertThat(item.path("sentiment").asText()).isEqualTo(sentiment);
            assertThat(item.at("/metadata/rating").asText()).isEqualTo(value);
            assertThat(item.path("metadata").path("rating.of").asText()).isEqualTo(of);
            assertUnharmed(page);
        }
    }

    @Test
    void shouldAskWhatTheFormAsks_whileItTakesAnswers() {
        putForm(true);
        site.with(
                "data-form=\"in-page\" data-tag=\"of-the-tag\" data-text-title=\"Of the tag?\" data-metadata-wave=\"1\"");
        try (Visit visit = visit(Look.LIGHT)) {
            Page page = visit.page();
            openForm(page);
            Locator dialog = page.getByRole(AriaRole.DIALOG);
            assertThat(dialog).hasAccessibleName("Kommer du tillbaka?");
            assertThat(dialog).hasAttribute("lang", "sv");
            assertThat(dialog.locator(".ends span")).hasText(new String[] {"Nej", "Ja"});
            button(page, "3 / 5").click();
            assertThat(page.locator("textarea")).isHidden();
            button(page, "Skicka").click();
            assertThat(page.getByRole(AriaRole.STATUS)).hasText("Tack!");

            JsonNode item = items("of-the-form", 1).get(0);
            assertThat(item.at("/metadata/form").asText()).isEqualTo("in-page");
            assertThat(item.at("/metadata/wave").asText()).isEqualTo("2");
            assertThat(item.at("/metadata/rating").asText()).isEqualTo("3");

            putForm(false);
            page.evaluate(
                    "() => fetch(document.querySelector('script[src]').src.replace('widget.js', 'f/in-page.json'),"
                            + " { cache: 'reload' }).then(() => 0)");
            page.keyboard().press("Escape");
            assertThat(dialog).hasCount(0);
            button(page, "Feedback").click();
            assertThat(button(page, "Feedback")).hasCount(0);
            assertUnharmed(page);
            visit.forgive();
        }
    }

    @Test
    void shouldOpenWhereItsButtonIs_whenTheFormReadsTheOtherWay() {
        putForm("ar", true);
        site.with("data-form=\"in-page\"");
        try (Visit visit = visit(Look.LIGHT)) {
            Page page = visit.page();
            Locator opener = page.locator(".opener");
            opener.waitFor();
            BoundingBox before = opener.boundingBox();
            openForm(page);
            Locator dialog = page.getByRole(AriaRole.DIALOG);
            assertThat(dialog).hasAttribute("dir", "rtl");
            BoundingBox opened = dialog.boundingBox();
            assertThat(opened.x + opened.width).isEqualTo(before.x + before.width);
            assertUnharmed(page);
        }
    }

    private void putForm(boolean enabled) {
        putForm("sv", enabled);
    }

    private void putForm(String language, boolean enabled) {
        LoopClient client = browser.client();
        String key = client.get("/v1/keys").json().path("data").findParents("publishable").stream()
                .filter(one -> one.path("publishable").asBoolean())
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        assertThat(client.put("/v1/forms/in-page", """
                {"question": "Kommer du tillbaka?", "kind": "stars", "language": "%s", "comment": false, "key": "%s",
                 "tags": ["of-the-form"], "metadata": {"wave": "2"}, "enabled": %s,
                 "texts": {"low": "Nej", "high": "Ja", "send": "Skicka", "thanks": "Tack!"}}""".formatted(language, key, enabled))
                        .status())
                .isIn(200, 201);
    }

    @Test
    void shouldWantASentence_whenOnlyASentenceIsAsked() {
        site.with("data-ask=\"text\" data-tag=\"written\" data-text-title=\"What is missing?\"");
        try (Visit visit = visit(Look.LIGHT)) {
            Page page = visit.page();
            openForm(page);
            button(page, "Send").click();
            assertThat(page.locator("textarea")).isFocused();
            page.keyboard().type("A search");
            button(page, "Send").click();
            JsonNode item = items("written", 1).get(0);
            assertThat(item.path("message").asText()).isEqualTo("A search");
            assertThat(item.at("/judgement/by").asText()).isEqualTo("rules");
        }
        assertThat(posts).hasSize(1);
    }

    @Test
    void shouldDoWhatThePageCalls_whenItCallsBeforeAndAfterLoading() {
        site.withHead(site.script("window.loop ||= Object.assign((...call) => loop.q.push(call), {q: []});"
                        + " loop('identify', {id: 'u_9', plan_name: 'x'}); loop('tag', 'called', 'second');"
                        + " window.seen = []; for (const name of ['ready', 'open', 'sent', 'close'])"
                        + " document.addEventListener('loop:' + name, () => seen.push(name));")
                + site.tag("")
                + site.tag("data-tag=\"of-the-second-tag\""));
        try (Visit visit = visit(Look.LIGHT)) {
            Page page = visit.page();
            assertThat(button(page, "Feedback")).hasCount(1);
            assertThat(page.evaluate("() => loop('create', {message: 'by code', sentiment: 'positive'})"))
                    .isEqualTo("sent");
            JsonNode item = items("called", 1).get(0);
            assertThat(item.at("/user/id").asText()).isEqualTo("u_9");
            assertThat(item.at("/metadata/tags").asText()).isEqualTo("called,second");
            page.evaluate("() => loop('open', {ask: 'nps'})");
            assertThat(page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.BUTTON))
                    .not()
                    .hasCount(3);
            page.evaluate("() => loop('close')");
            assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
            assertThat(new ArrayList<Object>((List<?>) page.evaluate("() => seen")))
                    .containsExactly("ready", "sent", "open", "close");
            page.evaluate("() => loop('set', {lang: 'de', position: 'start'})");
            assertThat(page.getByRole(AriaRole.REGION)).hasAttribute("lang", "de");

            assertThat(page.evaluate("() => loop('unheard-of')")).isNull();
            assertThat(page.evaluate("() => loop('create', {message: 1})")).isEqualTo("refused");
            assertUnharmed(page);
            // What is wrong is told on the console.
            visit.forgive();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "window.loop = () => 'mine';",
                "localStorage; Object.defineProperty(window, 'indexedDB', {get() { throw 1; }});"
            })
    void shouldHarmNothing_whenThePageIsInItsWay(String before) {
        site.withHead(site.script(before) + site.tag("data-tag=\"in-its-way\""));
        try (Visit visit = visit(Look.LIGHT)) {
            Page page = visit.page();
            if (before.contains("mine")) {
                assertThat(page.evaluate("() => loop()")).isEqualTo("mine");
                assertThat(page.locator("loop-feedback")).hasCount(0);
            } else {
                assertThat(button(page, "Feedback")).isVisible();
                assertThat(page.evaluate("() => loop('create', {sentiment: 'positive'})"))
                        .isEqualTo("sent");
                items("in-its-way", 1);
            }
            assertUnharmed(page);
            visit.forgive();
        }
    }

    @Test
    void shouldWait_whileThePageIsPrerendered() {
        site.withHead(site.script("Object.defineProperty(document, 'prerendering', {value: true});") + site.tag(""));
        try (Visit visit = visit(Look.LIGHT)) {
            Page page = visit.page();
            page.waitForFunction("() => window.loop");
            assertThat(page.locator("loop-feedback")).hasCount(0);
            assertThat((Integer) page.evaluate("() => localStorage.length")).isZero();
            page.evaluate("() => document.dispatchEvent(new Event('prerenderingchange'))");
            assertThat(button(page, "Feedback")).isVisible();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loop.e2e.Look#layouts")
    void shouldBeAccessible_howeverItAsksAndReads(Look look) {
        for (String language : List.of("en", "ar")) {
            for (String ask : List.of("sentiment", "stars", "nps", "text")) {
                site.in(language).with("data-dry data-ask=\"" + ask + "\"");
                try (Visit visit = visit(look)) {
                    Page page = visit.page();
                    if (look == Look.PHONE) {
                        page.setViewportSize(360, 740);
                    }
                    page.locator(".opener").waitFor();
                    visit.assertAccessible();
                    page.locator(".opener").click();
                    assertThat(page.locator("section")).hasAttribute("dir", language.equals("ar") ? "rtl" : "ltr");
                    assertThat(page.locator("dialog").evaluate("dialog => dialog.scrollWidth - dialog.clientWidth"))
                            .as("nothing stands out, the trap for programs neither")
                            .isEqualTo(0);
                    visit.assertAccessible();
                    if (!ask.equals("text")) {
                        page.locator(".choices button").nth(1).click();
                        visit.assertAccessible();
                    }
                    visit.assertFits();
                    assertUnharmed(page);
                }
            }
        }
    }
}
