package dev.loop.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Forms as people answer them, without scripts and by keyboard alone, and as they are made. */
@ExtendWith(DashboardBrowser.Shared.class)
class FormPagesTest {

    private final DashboardBrowser browser;
    private final LoopClient client;
    private final String key;

    FormPagesTest(DashboardBrowser browser) {
        this.browser = browser;
        this.client = browser.client();
        this.key = StreamSupport.stream(
                        client.get("/v1/keys").json().path("data").spliterator(), false)
                .filter(one -> one.path("publishable").asBoolean())
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
    }

    static Stream<Arguments> kindsAndLooks() {
        return Stream.of("sentiment", "stars", "nps", "text")
                .flatMap(kind -> Stream.of(Arguments.of(kind, "en", Look.LIGHT), Arguments.of(kind, "ar", Look.PHONE)));
    }

    @ParameterizedTest
    @MethodSource("kindsAndLooks")
    void shouldBeAccessibleAndFitTheWindow_whenLookedAt(String kind, String language, Look look) {
        String name = "seen-" + kind + "-" + language;
        put(name, kind, ",\"language\":\"" + language + "\"");
        try (Visit visit = browser.stranger(look)) {
            Page page = visit.open("/f/" + name + "?value=1");
            visit.assertAccessible();
            visit.assertFits();

            // An empty field stops the browser before it sends; the server's own words are looked at too.
            page.evaluate("() => { document.querySelector('form').noValidate = true;"
                    + " document.querySelectorAll('[type=radio]').forEach((one) => (one.checked = false)); }");
            visit.forgive();
            page.locator("button").click();
            assertThat(page.getByRole(AriaRole.ALERT)).isFocused();
            visit.forgive();
            visit.assertAccessible();
            visit.assertFits();
        }
    }

    @Test
    void shouldBeSentByKeyboard_whenTheBrowserRunsNoScripts() {
        put("keyboard", "nps", ",\"title\":\"A short question\"");
        try (Visit visit = browser.withoutScripts(Look.LIGHT)) {
            Page page = visit.page();
            page.navigate(browser.loop()
                    .address()
                    .resolve("/f/keyboard?value=9&user=u_keys&ref=4711")
                    .toString());
            page.keyboard().press("Tab");
            assertThat(radio(page, "9")).isFocused();
            page.keyboard().press("ArrowLeft");
            assertThat(radio(page, "8")).isChecked();
            page.keyboard().press("Tab");
            // As fast as a person: what is sent sooner is set aside.
            page.keyboard().type("Good, but slow", new Keyboard.TypeOptions().setDelay(100));
            page.keyboard().press("Tab");
            assertThat(page.getByText("Send")).isFocused();
            page.keyboard().press("Enter");
            assertThat(page.locator("h1")).hasText("Thank you for your answer.");
            page.reload();
            assertThat(page.locator("h1")).hasText("Thank you for your answer.");
        }
        JsonNode items = answers("keyboard");
        assertThat(items).hasSize(1);
        assertThat(items.at("/0/message").asText()).isEqualTo("Good, but slow");
        assertThat(items.at("/0/sentiment").asText()).isEqualTo("neutral");
        assertThat(items.at("/0/user/id").asText()).isEqualTo("u_keys");
        assertThat(items.at("/0/metadata/rating").asText()).isEqualTo("8");
        assertThat(items.at("/0/metadata/ref").asText()).isEqualTo("4711");
    }

    @Test
    void shouldBeOneItem_whenTheButtonIsPressedTwice() {
        put("twice", "stars", "");
        try (Visit visit = browser.stranger(Look.PHONE)) {
            Page page = visit.open("/f/twice");
            radio(page, "4").check();
            page.locator("textarea")
                    .pressSequentially("Too slow", new Locator.PressSequentiallyOptions().setDelay(200));
            page.locator("button").dblclick();
            assertThat(page.locator("h1")).hasText("Thank you for your answer.");
            page.goBack();
            page.goForward();
        }
        assertThat(answers("twice")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("dev.loop.e2e.Look#layouts")
    void shouldMakeAForm_whenItIsFilledIn(Look look) {
        String name = "made-" + look.name().toLowerCase();
        try (Visit visit = browser.visit(look, "/forms")) {
            Page page = visit.page();
            visit.assertAccessible();
            page.locator(".page-head button, .state button").first().click();
            page.locator("dialog [name=question]").fill("Would you miss us?");
            page.locator("dialog [name=name]").fill(name);
            page.locator("dialog .primary").click();
            assertThat(page.locator("h1").first()).hasText(name);
            Locator seen = page.locator(".form-preview .survey");
            assertThat(seen).containsText("Would you miss us?");
            assertThat(seen.locator("input[type=radio]")).hasCount(11);
            visit.assertAccessible();
            visit.assertFits();

            page.locator("select[name=kind]").selectOption("sentiment");
            page.locator("[name='text.positive']").fill("Very much");
            assertThat(seen).containsText("Very much");
            page.locator("form.fields button.primary").click();
            assertThat(page.locator(".toast")).containsText("Saved");
            assertThat(page.getByText("?user=USER&ref=TICKET").first()).isVisible();
        }
        JsonNode form = client.get("/v1/forms/" + name).json();
        assertThat(form.path("kind").asText()).isEqualTo("sentiment");
        assertThat(form.path("texts").toString()).isEqualTo("{\"positive\":\"Very much\"}");
        client.delete("/v1/forms/" + name).expect(204);
    }

    private static Locator radio(Page page, String name) {
        return page.getByRole(
                AriaRole.RADIO, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private JsonNode answers(String form) {
        return client.get("/v1/feedback?metadata.form=" + form).json().path("data");
    }

    private void put(String name, String kind, String more) {
        client.put(
                "/v1/forms/" + name,
                "{\"question\":\"How likely are you to recommend us?\",\"kind\":\"" + kind + "\",\"key\":\"" + key
                        + "\"" + more + "}");
    }
}
