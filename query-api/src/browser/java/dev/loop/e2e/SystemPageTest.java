package dev.loop.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.loop.schemas.Topics;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was refused is there with its reason, and is taken in once it is repaired. */
@ExtendWith(DashboardBrowser.Shared.class)
class SystemPageTest {

    private final DashboardBrowser browser;

    SystemPageTest(DashboardBrowser browser) {
        this.browser = browser;
    }

    @Test
    void shouldTakeItIn_whenADeadLetterIsRepaired() {
        refuse("garbage <i>of ours</i>");
        try (Visit visit = browser.visit(Look.LIGHT, "/system")) {
            Page page = visit.page();
            Locator row = page.locator("tr", new Page.LocatorOptions().setHasText("malformed"))
                    .first();
            row.getByText("Repair…").click();
            assertThat(page.locator("dialog .raw")).containsText("garbage <i>of ours</i>");
            page.locator("dialog textarea").fill("{\"message\":\"Repaired\",\"sentiment\":\"negative\"}");
            page.locator("dialog").getByText("Take it in").click();
            assertThat(page.locator("dialog .error")).containsText("user");
            // The browser itself tells of every 422.
            visit.forgive();

            page.locator("dialog textarea")
                    .fill("{\"user\":{\"id\":\"u_1\"},\"message\":\"Repaired\",\"sentiment\":\"negative\"}");
            page.locator("dialog").getByText("Take it in").click();
            page.locator("dialog .note.good a").click();
            assertThat(page.locator(".said")).hasText("Repaired");
            page.goBack();
            assertThat(page.locator("tr", new Page.LocatorOptions().setHasText("taken in"))
                            .first())
                    .containsText("malformed");
        }
    }

    @Test
    void shouldShowSpamAlone_whenItIsAskedFor() {
        refuse("no spam");
        new LoopClient(browser.loop().address(), RunningLoop.PUBLISHABLE_KEY)
                .post("/v1/feedback", """
                        {"user":{"id":"u_1"},"message":"Pills","sentiment":"positive","check":{"website":"pills.example"}}
                        """)
                .expect(201);
        try (Visit visit = browser.visit(Look.LIGHT, "/system")) {
            Page page = visit.page();
            Locator rows = page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Dead letters"))
                    .locator("tbody tr");
            page.getByLabel("Reason").selectOption("suspected-spam");
            assertThat(rows.filter(new Locator.FilterOptions().setHasText("malformed")))
                    .hasCount(0);
            assertThat(rows.first()).containsText("suspected-spam");
            page.getByLabel("Reason").selectOption("!suspected-spam");
            assertThat(rows.filter(new Locator.FilterOptions().setHasText("suspected-spam")))
                    .hasCount(0);
            assertThat(rows.first()).containsText("malformed");
        }
    }

    @Test
    void shouldShowEveryPartition_whenAllAreHere() {
        try (Visit visit = browser.visit(Look.LIGHT, "/system")) {
            Page page = visit.page();
            assertThat(page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Partitions"))
                            .locator("tbody tr"))
                    .hasCount(4);
            assertThat(page.locator(".page-head .badge")).hasText("ready");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loop.e2e.Look#layouts")
    void shouldBeAccessible_whateverItLooksLike(Look look) {
        refuse("looked at");
        try (Visit visit = browser.visit(look, "/system")) {
            visit.assertAccessible();
            visit.assertFits();
            visit.page().locator("table button").first().click();
            visit.page().locator("dialog").waitFor();
            visit.assertAccessible();
        }
    }

    private void refuse(String text) {
        try (Outsider outsider = new Outsider(browser.loop())) {
            outsider.send(Topics.FEEDBACK_COMMANDS, 0, "k", text.getBytes(StandardCharsets.UTF_8));
            org.awaitility.Awaitility.await()
                    .until(() -> outsider.raw(Topics.DEAD_LETTERS).stream()
                            .anyMatch(letter -> letter.value() != null
                                    && new String(letter.value(), StandardCharsets.UTF_8).equals(text)));
        }
    }
}
