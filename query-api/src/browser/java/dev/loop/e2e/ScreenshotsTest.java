package dev.loop.e2e;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every page in every look, to be looked at by a person: {@code target/screenshots}. {@code ./mvnw -q -pl query-api -am test
 * -Dtest=ScreenshotsTest -Dsurefire.failIfNoSpecifiedTests=false -Dloop.screenshots}.
 */
@ExtendWith(DashboardBrowser.Shared.class)
@EnabledIfSystemProperty(named = "loop.screenshots", matches = ".*", disabledReason = "-Dloop.screenshots takes them")
class ScreenshotsTest {

    private record Shot(String name, String path) {}

    private static final List<Shot> SHOTS = List.of(
            new Shot("overview", "/"),
            new Shot("explore", "/explore"),
            new Shot("explore-compared", "/explore?group_by=tag&compare=previous&plan=scale"),
            new Shot("releases", "/releases"),
            new Shot("release", "/releases/2.1"),
            new Shot("inbox", "/inbox"),
            new Shot("webhooks", "/webhooks"),
            new Shot("system", "/system"),
            new Shot("keys", "/keys"));

    @Test
    void shouldShowEveryPage(DashboardBrowser browser) {
        for (Shot shot : SHOTS) {
            for (Look look : Look.values()) {
                try (Visit visit = browser.visit(look, shot.path())) {
                    visit.page()
                            .screenshot(new Page.ScreenshotOptions()
                                    .setFullPage(look == Look.PHONE)
                                    .setPath(Path.of(
                                            "target",
                                            "screenshots",
                                            shot.name() + "-" + look.name().toLowerCase(java.util.Locale.ROOT)
                                                    + ".png")));
                }
            }
        }
    }
}
