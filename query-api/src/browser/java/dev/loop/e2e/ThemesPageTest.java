package dev.loop.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Theme;
import dev.loop.schemas.avro.ThemeDay;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people say again and again. The themes are told by a program that is not the ledger. */
@ExtendWith(DashboardBrowser.Shared.class)
class ThemesPageTest {

    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
    private static final String BAGS = "th_900001";
    private static final String SEATS = "th_900002";

    private final DashboardBrowser browser;

    ThemesPageTest(DashboardBrowser browser) {
        this.browser = browser;
    }

    @BeforeEach
    void tell() {
        try (Outsider outsider = new Outsider(browser.loop())) {
            send(outsider, BAGS, theme(BAGS, List.of("bag", "lost luggage"), 40, 36, TODAY.minusDays(90)));
            send(outsider, SEATS, theme(SEATS, List.of("seat", "row"), 60, 3, TODAY.minusDays(2)));
        }
        Awaitility.await().until(() -> browser.client().get("/v1/themes").text().contains(SEATS));
    }

    /** Other tests share the Loop. */
    @AfterEach
    void takeBack() {
        try (Outsider outsider = new Outsider(browser.loop())) {
            outsider.send(Topics.THEMES, null, "default/" + BAGS, null);
            outsider.send(Topics.THEMES, null, "default/" + SEATS, null);
        }
        Awaitility.await()
                .until(() -> !browser.client().get("/v1/themes").text().contains(SEATS));
    }

    private static void send(Outsider outsider, String id, Theme theme) {
        outsider.send(Topics.THEMES, null, "default/" + id, outsider.encode(Topics.THEMES, theme));
    }

    private static Theme theme(String id, List<String> words, int items, int negative, LocalDate since) {
        return Theme.newBuilder()
                .setProject("default")
                .setId(id)
                .setLanguage("en")
                .setWords(words)
                .setCentral("Where is it, <b>please</b>?")
                .setCentralItem("fb_none")
                .setItems(items)
                .setPeople(21)
                .setPositive(0)
                .setNeutral(items - negative)
                .setNegative(negative)
                .setFirstDay(since)
                .setLastDay(TODAY)
                .setDays(List.of(
                        new ThemeDay(since, 10, 0, 9, 1),
                        new ThemeDay(TODAY, items - 10, 0, items - 9 - negative, negative - 1)))
                .build();
    }

    @Test
    void shouldShowWhatPeopleSayAgainAndAgain_mostFirst() {
        try (Visit visit = browser.visit(Look.LIGHT, "/themes")) {
            Page page = visit.page();
            Locator rows = page.locator("tbody tr");
            assertThat(rows).hasCount(2);
            Locator seats = rows.nth(0);
            assertThat(seats).containsText("seat, row");
            assertThat(seats).containsText("new this week");
            assertThat(seats.locator(".course rect")).hasCount(2);
            assertThat(seats.locator("th a").first()).hasAttribute("href", "/inbox?theme=" + SEATS);
            Locator bags = rows.nth(1);
            assertThat(bags).containsText("“Where is it, <b>please</b>?”");
            assertThat(bags).containsText("90%");
            assertThat(bags).not().containsText("new this week");
            assertThat(bags.locator(".course rect")).hasCount(1);

            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Negative"))
                    .click();
            assertThat(rows.nth(0)).containsText("bag, lost luggage");
            page.reload();
            assertThat(rows.nth(0)).containsText("bag, lost luggage");
            visit.assertAccessible();
        }
    }

    @Test
    void shouldOfferNameStatusAndMerge_whenAThemeIsChanged() {
        try (Visit visit = browser.visit(Look.PHONE, "/themes")) {
            Page page = visit.page();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Change bag, lost luggage"))
                    .click();
            assertThat(page.getByLabel("Merge it into").locator("option"))
                    .hasText(new String[] {"No other theme", "seat, row (60)"});
            assertThat(page.getByLabel("Name")).hasAttribute("placeholder", "bag, lost luggage");
            assertThat(page.getByLabel("Show it")).hasValue("usual");
            visit.assertAccessible();
            visit.assertFits();
        }
    }

    @Test
    void shouldSendWhatChangedAndNothingTwice_whenALaterStepIsRefused() {
        try (Visit visit = browser.visit(Look.LIGHT, "/themes")) {
            Page page = visit.page();
            List<String> sent = new ArrayList<>();
            page.route("**/v1/themes/" + BAGS + "*/**", route -> answer(route, sent));
            page.route("**/v1/themes/" + BAGS, route -> answer(route, sent));
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Change bag, lost luggage"))
                    .click();
            page.getByLabel("Show it").selectOption("pinned");
            page.getByLabel("Tag its items").fill("baggage");
            page.getByLabel("Merge it into").selectOption(SEATS);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Save"))
                    .click();
            assertThat(page.locator("dialog .error")).containsText("Not now");
            page.getByLabel("Name").fill("Bags");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Save"))
                    .click();
            assertThat(page.locator("dialog")).hasCount(0);
            Assertions.assertThat(sent)
                    .containsExactly(
                            "PATCH {\"status\":\"pinned\"}",
                            "POST {\"tag\":\"baggage\"}",
                            "POST {\"into\":\"" + SEATS + "\"}",
                            "PATCH {\"name\":\"Bags\"}",
                            "POST {\"into\":\"" + SEATS + "\"}");
            visit.forgive();
        }
    }

    /** Answers in the ledger's place, which knows no such theme; the first merge is refused. */
    private static void answer(Route route, List<String> sent) {
        String call = route.request().method() + " " + route.request().postData();
        boolean refused = call.contains("into") && !sent.contains(call);
        sent.add(call);
        route.fulfill(new Route.FulfillOptions()
                .setStatus(refused ? 409 : 200)
                .setContentType(refused ? "application/problem+json" : "application/json")
                .setBody(refused ? "{\"title\":\"Not now\",\"status\":409,\"detail\":\"Not now\"}" : "{}"));
    }

    @Test
    void shouldSayWhatIsMissing_whenThereAreNone() {
        try (Visit visit = browser.visit(Look.DARK, "/themes?status=pinned")) {
            assertThat(visit.page().locator("main")).containsText("Take a filter away");
        }
        takeBack();
        try (Visit visit = browser.visit(Look.DARK, "/themes")) {
            assertThat(visit.page().locator("main")).containsText("./loop up --analyst");
        }
    }
}
