package dev.loop.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rules that tag, from the form to the replay and its undoing. */
@ExtendWith(DashboardBrowser.Shared.class)
class TagRulesPageTest {

    private final DashboardBrowser browser;
    private final LoopClient client;
    private String item;

    TagRulesPageTest(DashboardBrowser browser) {
        this.browser = browser;
        this.client = browser.client();
    }

    @BeforeEach
    void post() {
        item = client.post("/v1/feedback", "{\"user\":{\"id\":\"u_rule\"},\"message\":\"The frobnicator squeaks\"}")
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    /** Other tests share the Loop. */
    @AfterEach
    void erase() {
        client.delete("/v1/feedback/" + item).expect(204);
        client.delete("/v1/tag-rules/squeaks");
    }

    @Test
    void shouldTagOnTrialThenForGoodAndBack_whenARuleIsMade() {
        try (Visit visit = browser.visit(Look.LIGHT, "/tag-rules")) {
            Page page = visit.page();
            button(page, "New rule").first().click();
            Locator form = page.locator("form.tag-rule");
            form.getByLabel("Name").fill("squeaks");
            form.getByLabel("Words").fill("frobnicator (");
            form.getByRole(
                            AriaRole.TEXTBOX,
                            new Locator.GetByRoleOptions().setName("Tag").setExact(true))
                    .fill("noise");
            button(page, "Save").click();
            assertThat(form.getByRole(AriaRole.ALERT)).containsText("if.q");
            // The browser itself tells of every 422.
            visit.forgive();
            visit.assertAccessible();

            form.getByLabel("Words").fill("frobnicator");
            button(page, "Try on history").click();
            Locator trial = page.locator("dialog").last();
            assertThat(trial).containsText("it would tag 1.");
            assertThat(trial).containsText("The frobnicator squeaks");
            visit.assertAccessible();
            trial.getByText("Close").last().click();
            button(page, "Save").click();
            Locator row = page.locator("tbody tr", new Page.LocatorOptions().setHasText("squeaks"));
            assertThat(row).containsText("says frobnicator");
            assertThat(row.getByRole(AriaRole.SWITCH)).hasAttribute("aria-checked", "true");

            button(page, "Try squeaks").click();
            button(page, "Tag what is there").click();
            assertThat(row).containsText("1 tagged");
            assertThat(row).containsText("done");
            assertThat(page.locator("body")).containsText("squeaks tags what is there");
            button(page, "Undo the replay of squeaks").click();
            assertThat(row).containsText("1 undone");
            visit.assertAccessible();

            row.getByRole(AriaRole.SWITCH).click();
            assertThat(row.getByRole(AriaRole.SWITCH)).hasAttribute("aria-checked", "false");
            button(page, "Edit squeaks").click();
            assertThat(form.getByLabel("Words")).hasValue("frobnicator");
            button(page, "Cancel").click();
            button(page, "Delete squeaks").click();
            button(page, "Delete").last().click();
            assertThat(row).hasCount(0);
        }
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }
}
