package dev.loop.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.loop.e2e.ThreeReaders.Seen;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What somebody says by the widget is the same item, event and webhook as by a {@code POST}, field by field. */
@ExtendWith(DashboardBrowser.Shared.class)
class OneSchemaInPagesTest {

    @TempDir
    private Path directory;

    private final DashboardBrowser browser;

    OneSchemaInPagesTest(DashboardBrowser browser) {
        this.browser = browser;
    }

    @Test
    void shouldBeTheSame_whenItIsSaidByTheWidget() throws Exception {
        String user = "u_" + System.nanoTime();
        ObjectNode said = (ObjectNode) LoopClient.JSON.readTree(OneSchemaTest.SAID.formatted(user));
        said.remove("ageSeconds");
        try (ThreeReaders readers = new ThreeReaders(browser.client());
                HostPages site = new HostPages(browser.loop().address())) {
            Seen posted = readers.seen(
                    user, () -> new WayIn(browser.loop(), directory).post(RunningLoop.PUBLISHABLE_KEY, said));
            site.in("de")
                    .with("data-ask=\"nps\" data-tag=\"exports, slow\" data-user=\"" + user
                            + "\" data-user-email=\"ann@example.com\" data-user-seats=\"3\"");
            Seen tapped = readers.seen(user, () -> tap(site));
            ThreeReaders.compare(posted, tapped, "metadata.viewport", "metadata.widget");
        }
    }

    /** Opens the form, taps an answer after as long as a person takes, and closes it. */
    private void tap(HostPages site) {
        try (Visit visit = browser.guest(Look.LIGHT, site.home())) {
            Page page = visit.page();
            page.clock().install();
            visit.open("/settings?secret=in-the-query");
            button(page, "Feedback");
            page.clock().fastForward(2_000);
            button(page, "9 / 10");
            page.waitForResponse(
                    response -> response.request().method().equals("POST"),
                    () -> page.keyboard().press("Escape"));
        }
    }

    private static void button(Page page, String name) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }
}
