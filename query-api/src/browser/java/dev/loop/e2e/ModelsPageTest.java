package dev.loop.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Model;
import dev.loop.schemas.avro.ModelBin;
import dev.loop.schemas.avro.ModelEntry;
import dev.loop.schemas.avro.ModelGroup;
import dev.loop.schemas.avro.ModelMeasures;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What judges, how right it is, who switched to it, and the project's own words. */
@ExtendWith(DashboardBrowser.Shared.class)
class ModelsPageTest {

    private static final String OWN = "m24-00c0ffee";

    private final DashboardBrowser browser;
    private final LoopClient client;

    ModelsPageTest(DashboardBrowser browser) {
        this.browser = browser;
        this.client = browser.client();
    }

    @BeforeEach
    void learn() {
        List<ModelBin> bins =
                List.of(new ModelBin(0f, 0.5f, 4, 2), new ModelBin(0.5f, 0.9f, 0, 0), new ModelBin(0.9f, 1f, 20, 17));
        ByteBuffer weights = ByteBuffer.allocate(3 * SentimentModel.FEATURES * Float.BYTES);
        Model model = Model.newBuilder()
                .setVersion(OWN)
                .setTrainedAt(Instant.parse("2026-07-01T12:00:00Z"))
                .setPrior(SentimentModel.prior().version())
                .setRules("r1")
                .setCorrected(6)
                .setConfirmed(18)
                .setByAuthor(0)
                .setLanguages(List.of("en"))
                .setWeights(weights)
                .setPeople(ByteBuffer.allocate(0))
                .setAuthors(ByteBuffer.allocate(0))
                .setMeasured(new ModelMeasures(
                        24, 19, 15, 2, 18, List.of(new ModelGroup("tag", "exports", 24, 19, 15)), bins, bins))
                .build();
        try (Outsider outsider = new Outsider(browser.loop())) {
            outsider.send(
                    Topics.MODELS,
                    null,
                    "default/model/" + OWN,
                    outsider.encode(Topics.MODELS, new ModelEntry("default", model)));
        }
        Awaitility.await().until(() -> client.get("/v1/models").text().contains(OWN));
    }

    /** Other tests share the Loop. */
    @AfterEach
    void leave() {
        client.post("/v1/models/" + SentimentModel.prior().version() + "/activate", "{}")
                .expect(200);
        client.put("/v1/sentiment-words", "{\"words\":[]}").expect(200);
    }

    @Test
    void shouldShowHowRightAModelIs_andWhoSwitchedToIt() {
        try (Visit visit = browser.visit(Look.LIGHT, "/models?model=" + OWN)) {
            Page page = visit.page();
            Locator diagram = page.locator(".reliability");
            assertThat(diagram.locator("circle")).hasCount(2);
            assertThat(diagram.locator("tbody tr").last()).containsText("90% to 100%");
            assertThat(diagram.locator("tbody tr").last()).containsText("64% to 95%");
            Locator row = page.locator("tr", new Page.LocatorOptions().setHasText(OWN))
                    .first();
            assertThat(row).containsText("6 corrected, 18 confirmed");
            assertThat(row).containsText("79% of 24");
            visit.assertAccessible();

            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Preview " + OWN))
                    .click();
            assertThat(page.locator("dialog")).containsText("It would change 0 of them");
            page.getByText("Switch to it…").click();
            page.getByLabel("Reason").fill("Better about exports");
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Switch").setExact(true))
                    .click();
            assertThat(row).containsText("judges");
            assertThat(page.locator(".switches li").first()).containsText("“Better about exports”");

            page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions()
                                    .setName(SentimentModel.prior().version()))
                    .first()
                    .click();
            assertThat(page.getByRole(
                            AriaRole.HEADING,
                            new Page.GetByRoleOptions()
                                    .setName("How right "
                                            + SentimentModel.prior().version() + " is")))
                    .isVisible();
            assertThat(diagram.locator("circle")).hasCount(2);
        }
    }

    @Test
    void shouldTryOwnWordsOnHistory_andLeadToThemFromAReason() {
        String id = post("The zorgle is back");
        try (Visit visit = browser.visit(Look.LIGHT, "/models#own-words")) {
            Page page = visit.page();
            Locator words = page.locator("#own-words");
            words.locator("textarea").fill("zorgle −3\nc++ 2");
            words.getByText("Try on history").click();
            assertThat(words.getByRole(AriaRole.ALERT)).containsText("words[1].text is \"c++\"");
            // The browser itself tells of every 422.
            visit.forgive();
            words.locator("textarea").fill("zorgle −3");
            words.getByText("Try on history").click();
            assertThat(words).containsText("They would say otherwise of 1");
            assertThat(words.locator("tbody tr")).containsText("The zorgle is back");
            words.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Save"))
                    .click();
            assertThat(words).containsText("1 word, changed by ");
        }
        String later = post("A zorgle again");
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox/" + later)) {
            Page page = visit.page();
            page.keyboard().press("w");
            assertThat(page.locator(".why")).containsText("own word");
            assertThat(page.locator(".why")).containsText("own words were last changed by ");
            page.locator(".why a[href='/models#own-words']").first().click();
            assertThat(page.locator("#own-words textarea")).hasValue("zorgle -3");
        }
        client.delete("/v1/feedback/" + id).expect(204);
        client.delete("/v1/feedback/" + later).expect(204);
    }

    private String post(String message) {
        return client.post("/v1/feedback", "{\"user\":{\"id\":\"u_own\"},\"message\":\"" + message + "\"}")
                .expect(201)
                .json()
                .path("id")
                .asText();
    }
}
