package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

/** Says so where the dashboard is not tested for want of a browser; fails where one is required. */
class BrowserPresentTest {

    @Test
    void shouldHaveABrowser_whenTheDashboardIsToBeTested() {
        boolean present = System.getProperty("loop.chromium") != null;
        if (Boolean.getBoolean("loop.browser.required")) {
            assertThat(present)
                    .as("no /usr/bin/chromium: install it, as in apt install chromium")
                    .isTrue();
        }
        assumeTrue(
                present,
                "THE DASHBOARD IS NOT TESTED: there is no /usr/bin/chromium. Install it (apt install chromium) and run"
                        + " the tests again.");
    }
}
