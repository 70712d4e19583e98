package dev.loop.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page of the dashboard that makes the tag of the widget. */
@ExtendWith(DashboardBrowser.Shared.class)
class WidgetBuilderTest {

    private final DashboardBrowser browser;

    WidgetBuilderTest(DashboardBrowser browser) {
        this.browser = browser;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator tag(Page page) {
        return page.locator("section[aria-label='The tag'] pre");
    }

    @Test
    void shouldShowWhatIsChosenAtOnce_andSendNothing() {
        try (Visit visit = browser.visit(Look.LIGHT, "/widget")) {
            Page page = visit.page();
            List<String> posts = new CopyOnWriteArrayList<>();
            page.onRequest(request -> {
                if (request.method().equals("POST")) {
                    posts.add(request.url());
                }
            });
            assertThat(page.locator(".opener")).hasText("Feedback");
            page.getByLabel("Button", new Page.GetByLabelOptions().setExact(true))
                    .fill("Say \"hello\"");
            button(page, "NPS, 0 to 10").click();
            page.getByLabel("Position").selectOption("start");
            page.getByLabel("Colours").selectOption("dark");
            page.getByLabel("Tag of its items").fill("exports");

            assertThat(page.locator(".opener")).hasText("Say \"hello\"");
            assertThat(tag(page))
                    .hasText("<script src=\"" + browser.loop().address()
                            + "/widget.js\" data-key=\"pk_…\" data-ask=\"nps\" data-position=\"start\" data-tag=\"exports\""
                            + " data-theme=\"dark\" data-text-button=\"Say &quot;hello&quot;\" async></script>");
            button(page, "Open the form").click();
            button(page, "9 / 10").click();
            page.keyboard().press("Escape");
            assertThat(page.locator("section[aria-label='Preview'] pre")).containsText("\"value\": 9");
            assertThat(page.locator("section[aria-label='Preview'] pre")).containsText("\"tag\": \"exports\"");
            assertThat(posts).isEmpty();

            page.keyboard().press("g");
            page.keyboard().press("o");
            assertThat(page.locator("h1")).hasText("Overview");
            assertThat(page.locator(".opener")).hasCount(0);
        }
    }

    @Test
    void shouldMakeAKeyForTheOriginsAlone_andChangeThem() {
        try (Visit visit = browser.visit(Look.LIGHT, "/widget")) {
            Page page = visit.page();
            page.getByLabel("Name").fill("The shop");
            page.getByLabel("Allowed origins").fill("https://shop.example.com");
            page.getByText("Limits: how many items").click();
            page.getByLabel("A day, in all").fill("2000");
            button(page, "Make the key").click();
            assertThat(page.locator(".note.good")).isVisible();
            Matcher key =
                    Pattern.compile("data-key=\"(pk_\\w+)\"").matcher(tag(page).innerText());
            assertThat(key.find()).isTrue();

            JsonNode made = key("The shop");
            assertThat(made.at("/origins/0").asText()).isEqualTo("https://shop.example.com");
            assertThat(made.at("/limits").toString()).isEqualTo("{\"keyDay\":2000}");
            assertThat(made.path("source").asText()).isEqualTo("in-app-widget");

            page.getByLabel("Allowed origins").fill("https://shop.example.com\nhttps://www.example.com");
            page.getByLabel("A day, in all").fill("");
            button(page, "Save origins and limits").click();
            assertThat(page.locator(".toast")).containsText("Saved");
            assertThat(key("The shop").path("origins")).hasSize(2);
            assertThat(key("The shop").path("limits")).isEmpty();

            page.getByLabel("Allowed origins").fill("not an origin");
            button(page, "Save origins and limits").click();
            assertThat(page.locator(".error")).containsText("origins");
            visit.assertAccessible();
            // The browser itself tells of every 422.
            visit.forgive();
        }
    }

    private JsonNode key(String name) {
        for (JsonNode key : browser.client().get("/v1/keys").expect(200).json().path("data")) {
            if (key.path("name").asText().equals(name)) {
                return key;
            }
        }
        throw new AssertionError("There is no key " + name);
    }
}
