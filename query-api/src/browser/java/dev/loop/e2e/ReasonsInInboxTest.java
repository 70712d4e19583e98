package dev.loop.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Explanation;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.ReadRevision;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.WordShare;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the inbox tells of a judgement, and how a person takes it on or says otherwise. Each test has a tag of its own. */
@ExtendWith(DashboardBrowser.Shared.class)
class ReasonsInInboxTest {

    private static final String MIXED = "Works great, but the app crashes every time";
    private static final String GERMAN = "Der Export hängt und wird nie fertig";

    /** Who follows the log when nobody did has to reach its end first. */
    private static final LocatorAssertions.IsVisibleOptions PATIENTLY =
            new LocatorAssertions.IsVisibleOptions().setTimeout(20_000);

    private final DashboardBrowser browser;
    private final LoopClient client;

    ReasonsInInboxTest(DashboardBrowser browser) {
        this.browser = browser;
        this.client = browser.client();
    }

    @Test
    void shouldColourTheWordsInPlace_whenAskedWhy() {
        String id = post("rules-why", MIXED);
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=rules-why&item=" + id)) {
            Page page = visit.page();
            Locator button = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Why negative?"));
            assertThat(button).hasAttribute("aria-expanded", "false");
            button.click();
            assertThat(button).hasAttribute("aria-expanded", "true");
            assertThat(page.locator(".said .lean.negative.step-3")).hasText("crashes");
            assertThat(page.locator(".said .lean.positive.step-2")).hasText("Works great");
            assertThat(page.locator(".said")).hasText(MIXED);
            Locator why = page.locator(".why");
            assertThat(why).containsText("add up to −0.42");
            assertThat(why.locator("li")).hasText(new Pattern[] {
                Pattern.compile("works great \\+1\\.5\\s+before but"), Pattern.compile("crashes −3\\.3\\s+after but")
            });
            assertThat(why)
                    .containsText(
                            "Words towards negative: crashes (strongly). Words towards positive: works great (clearly).");
            assertThat(why).containsText("Judged by rules r1");

            button.click();
            assertThat(why).hasCount(0);
            assertThat(page.locator(".said .lean")).hasCount(0);
            page.keyboard().press("w");
            assertThat(why).isVisible();
            page.keyboard().press("Escape");
            assertThat(why).hasCount(0);
            assertThat(page.locator(".inbox-detail")).isVisible();
            page.keyboard().press("Escape");
            assertThat(page.locator(".inbox-detail")).hasCount(0);
        }
    }

    @Test
    void shouldTellHowSureItIs_whenAModelJudged() {
        String id = post("model-why", "It used to work fine");
        judge(id, 1, Sentiment.NEGATIVE, false, 0.93f);
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=model-why&item=" + id)) {
            Page page = visit.page();
            page.getByText("Why negative?").click();
            Locator why = page.locator(".why");
            assertThat(why).containsText("93% sure that it is negative.");
            assertThat(why).containsText("negative 93% · neutral 3% · positive 4%");
            assertThat(page.locator(".said .lean")).hasText(new String[] {"used to", "fine"});
            assertThat(page.locator(".said .lean").first()).hasClass("lean negative step-3");
            assertThat(page.locator(".said .lean").last()).hasClass("lean positive step-1");
            assertThat(why).containsText("Judged by model m1, beside rules r1.");
            assertThat(page.locator(".facts a[href='/inbox?language=en']")).hasText("English");

            // It judges anew, at first while another tab is in front, and is not sure any more while somebody looks.
            assertThat(page.locator(".liveness.live")).isVisible(PATIENTLY);
            InboxTest.hide(page, true);
            judge(id, 2, Sentiment.NEUTRAL, false, 0.9f);
            InboxTest.hide(page, false);
            assertThat(page.getByText("Why neutral?")).isVisible(PATIENTLY);
            assertThat(page.locator(".liveness.live")).isVisible(PATIENTLY);
            judge(id, 3, Sentiment.POSITIVE, true, 0.4f);
            assertThat(page.getByText("Why positive?")).isVisible(PATIENTLY);
            assertThat(why).containsText("Unsure. Rules and model disagree, and the model gives positive 40%.");
            assertThat(page.locator(".row .unsure")).hasText("? unsure");
        }
    }

    @Test
    void shouldSayWhoSaidIt_whenNoMachineDid() {
        String bySender = client.post("/v1/feedback", LoopClient.item("Fine", "negative", Map.of("tag", "who-said")))
                .expect(201)
                .json()
                .path("id")
                .asText();
        String byPerson = post("who-said", MIXED);
        client.patch("/v1/feedback/" + byPerson, "{\"sentiment\":\"neutral\"}").expect(200);
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=who-said&item=" + bySender)) {
            Page page = visit.page();
            page.getByText("Who said negative?").click();
            assertThat(page.locator(".why")).containsText("The sender said negative.");
            assertThat(page.locator(".said .lean")).hasCount(0);
            assertThat(page.getByText("Looked at and right")).hasCount(0);
            page.keyboard().press("y");
            assertThat(page.locator(".toast")).containsText("A person or the sender said so already");
        }
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox/" + byPerson)) {
            Page page = visit.page();
            page.keyboard().press("w");
            assertThat(page.locator(".why")).containsText("A person said neutral, with the key ");
            page.keyboard().press("Escape");
            assertThat(page.locator(".why")).hasCount(0);
        }
    }

    @Test
    void shouldTakeItOnAsAPersonsWord_whenLookedAtAndRight() {
        String english = post("taken-on", MIXED);
        String german = post("taken-on", GERMAN);
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=taken-on")) {
            Page page = visit.page();
            assertThat(page.locator(".row")).hasCount(2);
            assertThat(page.locator(".row .unsure")).hasCount(1);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Unsure"))
                    .click();
            assertThat(page.locator(".row")).hasCount(1);
            assertThat(page).hasURL(Pattern.compile("tag=taken-on&unsure=true"));
            assertThat(page.locator(".chip")).hasText(Pattern.compile("tag\\s+taken-on"));
            page.keyboard().press("?");
            assertThat(page.locator(".shortcuts")).containsText("Sentiment looked at and right");
            page.keyboard().press("Escape");

            page.keyboard().press("j");
            assertThat(page.locator(".item-actions")).containsText(new String[] {"Looked at and right", "Resolve"});
            page.keyboard().press("y");
            assertThat(page.locator(".toast")).containsText("Looked at and right");
            assertThat(page.getByText("No matches")).isVisible();
        }
        assertThat(item(german).has("judgement")).isFalse();
        assertThat(item(german).path("sentiment").asText()).isEqualTo("neutral");
        JsonNode why = client.get("/v1/feedback/" + german + "/why").expect(200).json();
        assertThat(why.at("/by/kind").asText()).isEqualTo("person");
        assertThat(client.get("/v1/feedback/" + german + "/history").expect(200).text())
                .contains("Looked at and right");
        assertThat(item(english).has("judgement")).isTrue();
    }

    @Test
    void shouldSayOtherwise_whenASentimentIsChosen() {
        String id = post("otherwise", MIXED);
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=otherwise&item=" + id)) {
            Page page = visit.page();
            Locator chosen = page.locator(".item-actions [aria-pressed=true]");
            assertThat(chosen).hasText("− Negative");
            page.keyboard().press("+");
            assertThat(chosen).hasText("+ Positive");
            page.keyboard().press("z");
            assertThat(page.locator(".toast").last()).containsText("stands again, as a person's word");
            assertThat(chosen).hasText("− Negative");
            page.keyboard().press("+");
            assertThat(chosen).hasText("+ Positive");
            assertThat(page.getByText("Looked at and right")).hasCount(0);
            page.locator(".item-actions").getByText("Neutral").click();
            assertThat(chosen).hasText("○ Neutral");
            page.keyboard().press("z");
            assertThat(chosen).hasText("+ Positive");
        }
        assertThat(item(id).path("sentiment").asText()).isEqualTo("positive");
    }

    @Test
    void shouldNarrowTheListDown_whenALanguageIsChosen() {
        judge(post("in-languages", "It used to work fine"), 1, Sentiment.NEGATIVE, false, 0.9f);
        post("in-languages", GERMAN);
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=in-languages")) {
            Page page = visit.page();
            assertThat(page.locator(".row")).hasCount(2);
            page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Language"))
                    .selectOption("English");
            assertThat(page.locator(".row")).hasCount(1);
            assertThat(page).hasURL(Pattern.compile("language=en"));
            post("in-languages", "Der Export stürzt ab");
            post("in-languages", "It used to be better");
            visit.open("/inbox?tag=in-languages&language=!en&unsure=false");
            assertThat(page.locator(".chip").nth(1)).hasText(Pattern.compile("language\\s+not English"));
            assertThat(page.locator(".chip").nth(2)).hasText(Pattern.compile("unsure\\s+no"));
            assertThat(page.locator(".row")).hasCount(1);
            page.getByLabel("Remove unsure no").click();
            assertThat(page.locator(".row")).hasCount(3);
        }
    }

    @Test
    void shouldChangeTheItem_whenAnAnalystReadItMeanwhile() {
        String id = post("read-meanwhile", MIXED);
        try (Visit visit = browser.visit(Look.LIGHT, "/inbox?tag=read-meanwhile&item=" + id)) {
            Page page = visit.page();
            assertThat(page.locator(".timeline li")).hasCount(1);
            judge(id, 1, Sentiment.NEGATIVE, false, 0.9f);
            page.keyboard().press("e");
            assertThat(page.locator(".toast")).containsText("Resolved");
            assertThat(page.locator(".toast.bad")).hasCount(0);
            // The browser tells of the refusal on its console.
            visit.forgive();
        }
        assertThat(item(id).path("status").asText()).isEqualTo("resolved");
        assertThat(item(id).at("/judgement/by").asText()).isEqualTo("model");
    }

    @ParameterizedTest
    @MethodSource("dev.loop.e2e.Look#layouts")
    void shouldBeAccessible_whenTheReasonsAreShown(Look look) {
        String unsure = post("why-" + look, MIXED + ", sometimes really good and sometimes bad");
        judge(unsure, 1, Sentiment.NEGATIVE, true, 0.4f);
        String path = look == Look.PHONE ? "/inbox/" + unsure : "/inbox?unsure=true&item=" + unsure;
        try (Visit visit = browser.visit(look, path)) {
            Page page = visit.page();
            if (look == Look.PHONE) {
                page.setViewportSize(360, 740);
            }
            page.getByText("Why negative?").click();
            assertThat(page.locator(".said .lean").first()).isVisible();
            visit.settled();
            visit.assertAccessible();
            visit.assertFits();
        }
    }

    private String post(String tag, String message) {
        return client.post(
                        "/v1/feedback",
                        "{\"user\":{\"id\":\"u_1\"},\"message\":\"%s\",\"tag\":\"%s\"}".formatted(message, tag))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private JsonNode item(String id) {
        return client.get("/v1/feedback/" + id).expect(200).json();
    }

    /** Judges an item as an analyst would, which weighs "used to" and "fine" in a message that has them. */
    private void judge(String id, long revision, Sentiment sentiment, boolean unsure, float sure) {
        Judge judge = Judge.newBuilder()
                .setIfRevision(new ReadRevision(revision))
                .setSentiment(sentiment)
                .setUnsure(unsure)
                .setSure(sure)
                .setLanguage("en")
                .setVersion("m" + revision)
                .setExplanation(new Explanation(
                        0.93f, 0.03f, 0.04f, "r1", List.of(new WordShare(3, 10, -0.8f), new WordShare(16, 20, 0.1f))))
                .build();
        FeedbackCommand command = FeedbackCommand.newBuilder()
                .setId(id)
                .setAt(Instant.now())
                .setActor("analyst")
                .setBody(judge)
                .build();
        try (Outsider outsider = new Outsider(browser.loop())) {
            outsider.send(Topics.FEEDBACK_COMMANDS, null, id, outsider.encode(Topics.FEEDBACK_COMMANDS, command));
        }
        await().until(() -> item(id).path("revision").asLong() == revision + 1);
    }
}
