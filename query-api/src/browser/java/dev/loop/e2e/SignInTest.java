package dev.loop.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import java.net.URI;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(DashboardBrowser.Shared.class)
class SignInTest {

    private final DashboardBrowser browser;

    SignInTest(DashboardBrowser browser) {
        this.browser = browser;
    }

    @Test
    void shouldSignInOnce_whenTheLinkIsOpened() {
        String link = browser.freshLink();
        try (Visit visit = browser.stranger(Look.LIGHT)) {
            Page page = visit.page();
            page.navigate(link);
            assertThat(page.locator("h1")).hasText("Overview");
            Cookie cookie = page.context().cookies().get(0);
            assertThat(cookie.httpOnly).isTrue();
            assertThat(cookie.sameSite.name()).isEqualTo("STRICT");
        }
        try (Visit second = browser.stranger(Look.LIGHT)) {
            second.page().navigate(link);
            assertThat(second.page().locator(".note")).containsText("has expired");
            assertThat(second.page().context().cookies()).isEmpty();
        }
    }

    @Test
    void shouldPrintALink_whenItStarts() {
        assertThat(browser.loop().out())
                .anyMatch(line ->
                        line.matches("Sign in at +http://127\\.0\\.0\\.1:\\d+/sign-in\\?token=[0-9a-z]{32} .*"));
    }

    @Test
    void shouldAskToSignIn_whenNobodyIs() {
        try (Visit visit = browser.stranger(Look.LIGHT)) {
            Page page = visit.page();
            page.navigate(browser.loop().address().resolve("/keys").toString());
            assertThat(page.locator("h1")).hasText("Sign in to Loop");

            page.getByLabel("secret key").fill("sk_wrong_wrong_wrong_wrong");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                    .click();
            assertThat(page.locator("[role=alert]")).containsText("not known");
            // The browser itself tells of every 401.
            visit.forgive();

            page.getByLabel("secret key").fill(RunningLoop.SECRET_KEY);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                    .click();
            // Where one was going.
            assertThat(page.locator("h1")).hasText("Keys");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.loop.e2e.Look#layouts")
    void shouldBeAccessible_whenAskedToSignIn(Look look) {
        try (Visit visit = browser.stranger(look)) {
            visit.open("/signed-out");
            visit.assertAccessible();
            visit.assertFits();
        }
    }

    @Test
    void shouldMakeAKeyThatWorksUntilItIsRevoked_whenAskedOnThePage() {
        try (Visit visit = browser.visit(Look.LIGHT, "/keys")) {
            Page page = visit.page();
            page.getByText("New key").click();
            page.getByRole(
                            AriaRole.TEXTBOX,
                            new Page.GetByRoleOptions().setName("Name").setExact(true))
                    .fill("Nightly report");
            page.getByText("Reports and BI").click();
            page.getByText("Make the key").click();
            String key = page.locator("dialog pre").innerText();
            assertThat(key).startsWith("sk_");
            page.getByText("I have it").click();
            assertThat(page.locator("tr", new Page.LocatorOptions().setHasText("Nightly report")))
                    .containsText("feedback:read");

            var client = new LoopClient(browser.loop().address(), key);
            client.get("/v1/sentiment").expect(200);
            client.post("/v1/feedback", "{}").expect(403);

            page.getByLabel("Revoke Nightly report").click();
            page.locator("dialog")
                    .getByText("Revoke", new com.microsoft.playwright.Locator.GetByTextOptions().setExact(true))
                    .click();
            assertThat(page.locator(".toast")).containsText("Revoked Nightly report");
            assertThat(page.locator("tr", new Page.LocatorOptions().setHasText("Nightly report")))
                    .hasCount(0);
            client.get("/v1/sentiment").expect(401);
        }
    }

    @Test
    void shouldEndTheSession_whenSignedOut() {
        try (Visit visit = browser.stranger(Look.LIGHT)) {
            Page page = visit.page();
            page.navigate(browser.freshLink());
            page.getByText("Sign out").first().click();
            page.waitForURL(Pattern.compile(".*/signed-out"));
            page.navigate(URI.create(browser.loop().address() + "/keys").toString());
            assertThat(page.locator("h1")).hasText("Sign in to Loop");
            visit.forgive();
        }
    }
}
