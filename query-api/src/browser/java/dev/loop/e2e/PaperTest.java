package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Media;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed: on A4 with the browser's margins, also where the screen is dark. */
@ExtendWith(DashboardBrowser.Shared.class)
class PaperTest {

    private static final int WIDTH = 717;
    private static final int HEIGHT = 1_046;

    private final DashboardBrowser browser;

    PaperTest(DashboardBrowser browser) {
        this.browser = browser;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/releases/2.1/report?format=html", "/releases/2.1", "/releases"})
    void shouldCutNothingOffAndBeWhite_whenPrintedFromADarkScreen(String path) {
        try (Visit visit = browser.visit(Look.DARK, path)) {
            Page page = visit.page();
            page.setViewportSize(WIDTH, HEIGHT);
            page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));

            visit.assertFits();
            Object cut = page.evaluate("""
                    () => [...document.querySelectorAll("body *")]
                      .filter((e) => getComputedStyle(e).overflowX !== "visible" && e.clientWidth > 1 && e.scrollWidth > e.clientWidth)
                      .map((e) => e.outerHTML.slice(0, 200))""");
            assertThat((List<?>) cut).as("what is cut off").isEmpty();
            assertThat((List<?>) page.evaluate("""
                    () => [...document.querySelectorAll(".interval span, .stack span, .legend i")]
                      .filter((e) => getComputedStyle(e).printColorAdjust !== "exact").map((e) => e.className)"""))
                    .as("what is drawn, and left out by a browser that prints no backgrounds")
                    .isEmpty();
            assertThat(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(255, 255, 255)");
            assertThat(page.evaluate("() => getComputedStyle(document.querySelector('h1')).color"
                            + ".match(/\\d+/g).slice(0, 3).every((part) => part < 100)"))
                    .as("dark ink")
                    .isEqualTo(true);
        }
    }
}
