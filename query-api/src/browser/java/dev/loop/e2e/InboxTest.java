package dev.loop.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The inbox as a person works through it: by keyboard, while items come in. Each test has a tag of its own. */
@ExtendWith(DashboardBrowser.Shared.class)
class InboxTest {

    /** Who follows the log when nobody did has to reach its end first. */
    private static final LocatorAssertions.HasClassOptions PATIENTLY =
            new LocatorAssertions.HasClassOptions().setTimeout(20_000);

    private final DashboardBrowser browser;
    private final LoopClient client;

    InboxTest(DashboardBrowser browser) {
        this.browser = browser;
        this.client = browser.client();
    }

    @Test
    void shouldShowAnItemAtOnce_whenItIsPosted() {
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=posted")) {
            Page page = visit.page();
            assertThat(page.locator(".liveness.live")).isVisible();
            assertThat(page.getByText("No matches")).isVisible();
            post("posted", "It came <b>live</b>");
            assertThat(rows(page)).hasCount(1);
            assertThat(rows(page)).containsText("It came <b>live</b>");
            assertThat(page.locator(".page-head .sub")).containsText("1 item");
        }
    }

    @Test
    void shouldChangeTheCounts_whenResolvedByKeyboardAndUndone() {
        post("by-keyboard", "First");
        post("by-keyboard", "Second");
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=by-keyboard&status=open")) {
            Page page = visit.page();
            assertThat(rows(page)).hasCount(2);
            page.keyboard().press("j");
            assertThat(page.locator(".row.current")).containsText("Second");
            page.keyboard().press("e");
            // It has gone from what is open, and the next is in its place.
            assertThat(rows(page)).hasCount(1);
            assertThat(page.locator(".row.current")).containsText("First");
            assertThat(page.locator(".page-head .sub")).containsText("1 item");
            assertResolved("by-keyboard", 1);

            page.keyboard().press("z");
            assertThat(page.locator(".toast").last()).containsText("Undone");
            assertThat(rows(page)).hasCount(2);
            assertThat(page.locator(".page-head .sub")).containsText("2 items");
            assertResolved("by-keyboard", 0);
        }
    }

    @Test
    void shouldBeOneClickAway_whenAViewIsSaved() {
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=saved-view&status=open")) {
            Page page = visit.page();
            page.keyboard().press("s");
            page.getByLabel("Name").fill("Open of saved-view");
            page.keyboard().press("Enter");
            Locator view = page.locator(".views a");
            assertThat(view).hasText("Open of saved-view");
            assertThat(view).hasAttribute("aria-current", "true");
            visit.open("/inbox");
            assertThat(view).not().hasAttribute("aria-current", "true");
            view.click();
            assertThat(page).hasURL(Pattern.compile(".*/inbox\\?tag=saved-view&status=open"));
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Remove the view Open of saved-view"))
                    .click();
            assertThat(page.locator(".views")).hasCount(0);
        }
    }

    @Test
    void shouldTellWhoAndWhy_whenReopenedWithAReason() {
        String id = post("with-reason", "Is it back?");
        client.patch("/v1/feedback/" + id, "{\"status\":\"resolved\",\"reason\":\"Fixed in 2.1\"}")
                .expect(200);
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=with-reason&item=" + id)) {
            Page page = visit.page();
            assertThat(page.locator(".timeline")).containsText("Fixed in 2.1");
            page.keyboard().press("r");
            page.locator("dialog [name=reason]").fill("It came back");
            page.keyboard().press("Enter");
            assertThat(page.locator(".timeline li").first()).containsText("Re-opened");
            assertThat(page.locator(".timeline li").first()).containsText("It came back");
            assertThat(page.locator(".timeline li")).hasCount(3);
            assertThat(page.locator(".timeline li").last())
                    .containsText(Pattern.compile("As it was sent: sentiment negative,\\s+tag with-reason"));
        }
    }

    @Test
    void shouldChangeAllThatAreSelected_whenDoneInBulk() {
        IntStream.range(0, 5).forEach(i -> post("in-bulk", "Item " + i));
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=in-bulk")) {
            Page page = visit.page();
            assertThat(rows(page)).hasCount(5);
            page.keyboard().press("j");
            page.keyboard().press("x");
            page.keyboard().press("j");
            page.keyboard().press("j");
            page.keyboard().press("x");
            assertThat(page.locator(".bulk b")).hasText("2 items");
            page.getByLabel("Select all loaded items").check();
            assertThat(page.locator(".bulk b")).hasText("5 items");
            page.keyboard().press("t");
            page.locator("dialog [name=tag]").fill("in-bulk-2");
            page.keyboard().press("Enter");
            assertThat(page.locator(".toast")).containsText("Tagged in-bulk-2: 5 items");
            assertThat(rows(page)).hasCount(0);
            assertThat(total("in-bulk-2")).isEqualTo(5);
            page.getByText("Undo").click();
            assertThat(rows(page)).hasCount(5);
            assertThat(total("in-bulk")).isEqualTo(5);
        }
    }

    @Test
    void shouldMarkTheWords_whenSearchedFor() {
        post("searched", "The export <hangs> & dies");
        post("searched", "The import was hanging");
        post("searched", "Something else");
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=searched")) {
            Page page = visit.page();
            assertThat(rows(page)).hasCount(3);
            page.keyboard().press("/");
            page.keyboard().type("hangs");
            assertThat(rows(page)).hasCount(2);
            assertThat(page.locator(".row mark")).hasText(new String[] {"hanging", "hangs"});
            assertThat(page.locator(".forms-found")).containsText("Other forms of hangs are found too.");
            page.getByPlaceholder("Search").fill("\"hangs\"");
            assertThat(rows(page)).hasCount(1);
            assertThat(rows(page)).containsText("The export <hangs> & dies");
            assertThat(page.locator(".row mark")).hasText("hangs");
            assertThat(page.locator(".forms-found")).hasCount(0);
            page.keyboard().press("Escape");
            page.reload();
            assertThat(page.getByPlaceholder("Search")).hasValue("\"hangs\"");
        }
    }

    @Test
    void shouldStaySmall_whenManyComeAndManyAreScrolledThrough() {
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox")) {
            Page page = visit.page();
            assertThat(page.locator(".liveness.live")).isVisible();
            for (int batch = 0; batch < 5; batch++) {
                int number = batch;
                client.batch(IntStream.range(0, 400)
                                .mapToObj(i -> LoopClient.item("poured " + number + "/" + i, "neutral", Map.of()))
                                .toList())
                        .expect(202);
            }
            assertThat(page.locator(".row[aria-posinset='1']")).containsText("poured 4/");
            assertThat(small(page)).isTrue();
            page.evaluate("""
                    async () => {
                      const rows = document.querySelector(".rows");
                      for (let i = 0; i < 60; i++) {
                        rows.scrollTop += 3000;
                        await new Promise((done) => setTimeout(done, 20));
                      }
                    }""");
            page.waitForFunction("() => document.querySelector('.rows').scrollTop > 60000"
                    + " && document.querySelector('.row .message')");
            assertThat(small(page)).isTrue();

            // Who reads further down is told, and left where they are.
            post("far-down", "Newest of all");
            assertThat(page.locator(".unseen")).containsText(Pattern.compile("[Nn]ew items?"));
            page.locator(".unseen").click();
            assertThat(page.locator(".row[aria-posinset='1']")).containsText("Newest of all");
        }
    }

    @Test
    void shouldStandWhereItWasLeft_whenComingBackFromAnItem() {
        pour("left-at", 700);
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=left-at")) {
            Page page = visit.page();
            assertThat(page.locator(".page-head .sub")).containsText("700 items");
            // There are more rows to scroll to as soon as those before are there.
            page.waitForFunction("""
                    () => {
                      const rows = document.querySelector(".rows");
                      rows.scrollTop = 450 * 54;
                      return rows.scrollTop === 450 * 54;
                    }""");
            Locator row = page.locator(".row[aria-posinset='455']");
            String message = row.locator(".message").innerText();
            page.waitForFunction("() => history.state?.top === 450 * 54");
            row.locator(".row-link").click();
            page.keyboard().press("Enter");
            assertThat(page.locator(".said.full")).hasText(message);
            page.keyboard().press("e");
            assertThat(page.locator(".item-card .badge")).containsText("resolved");

            page.goBack();
            assertThat(row.locator(".message")).hasText(message);
            assertThat(row).hasClass(Pattern.compile("resolved"));
            assertThat(((Number) page.evaluate("document.querySelector('.rows').scrollTop")).intValue())
                    .isEqualTo(450 * 54);

            // The way there is another: a link begins at the newest.
            page.locator(".side a[href='/inbox']").click();
            page.waitForFunction("() => document.querySelector('.rows').scrollTop === 0");
        }
    }

    @Test
    void shouldTellOfNewItemsOnlyWhereThereAreSome_whenTheStreamBreaksOff() {
        pour("broken-off", 300);
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=broken-off")) {
            Page page = visit.page();
            assertThat(page.locator(".liveness.live")).isVisible();
            page.evaluate("() => document.querySelector('.rows').scrollTop = 60 * 54");
            Locator row = page.locator(".row[aria-posinset='65']");
            assertThat(row.locator(".message")).isVisible();
            String id = row.locator(".row-link").getAttribute("href").replace("/inbox/", "");

            hide(page, true);
            assertThat(page.locator(".liveness.paused")).isVisible();
            client.patch("/v1/feedback/" + id, "{\"status\":\"resolved\"}").expect(200);
            hide(page, false);
            assertThat(row).hasClass(Pattern.compile("resolved"), PATIENTLY);
            assertThat(page.locator(".unseen")).hasCount(0);

            hide(page, true);
            assertThat(page.locator(".liveness.paused")).isVisible();
            post("broken-off", "While nobody looked");
            hide(page, false);
            page.locator(".unseen").waitFor();
            assertThat(page.locator(".unseen")).hasText("New items");
            assertThat(page.locator(".page-head .sub")).containsText("301 items");
        }
    }

    private void pour(String tag, int items) {
        client.batch(IntStream.range(0, items)
                        .mapToObj(i -> LoopClient.item("poured " + i, "neutral", Map.of("tag", tag)))
                        .toList())
                .expect(202);
        await().until(() -> total(tag) == items);
    }

    /** As if another tab were in front. */
    static void hide(Page page, boolean hidden) {
        page.evaluate("""
                hidden => {
                  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
                  document.dispatchEvent(new Event("visibilitychange"));
                }""", hidden);
    }

    /** Few rows, and of those that went, nothing: each row stands between two comments, which no selector finds. */
    private static boolean small(Page page) {
        return (Boolean) page.evaluate("""
                () => document.querySelectorAll(".row").length < 60
                  && document.querySelector(".windowed").childNodes.length < 250""");
    }

    @ParameterizedTest
    @MethodSource("dev.loop.e2e.Look#layouts")
    void shouldBeAccessible_whateverItLooksLike(Look look) {
        String id = post("looked-at-" + look, "Looked at");
        client.patch("/v1/feedback/" + id, "{\"status\":\"resolved\"}").expect(200);
        for (String path : List.of("/inbox", "/inbox?q=export&item=" + id, "/inbox/" + id, "/inbox?tag=nowhere")) {
            try (Visit visit = browser.visit(look, path)) {
                visit.assertAccessible();
                visit.assertFits();
            }
        }
        try (Visit visit = browser.visit(look, "/inbox/" + id)) {
            visit.page()
                    .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Tag"))
                    .click();
            visit.page().locator("dialog [name=reason]").waitFor();
            visit.assertAccessible();
        }
    }

    private static Locator rows(Page page) {
        return page.locator(".row");
    }

    private String post(String tag, String message) {
        return client.post("/v1/feedback", LoopClient.item(message, "negative", Map.of("tag", tag)))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private int total(String tag) {
        return client.get("/v1/sentiment?tag=" + tag)
                .expect(200)
                .json()
                .at("/total/total")
                .asInt();
    }

    private void assertResolved(String tag, int resolved) {
        assertThat(client.get("/v1/sentiment?tag=" + tag)
                        .expect(200)
                        .json()
                        .at("/total/resolved")
                        .asInt())
                .isEqualTo(resolved);
    }
}
