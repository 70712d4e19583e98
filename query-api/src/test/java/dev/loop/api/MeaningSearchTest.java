package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.ReadRevision;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.item.MeaningVector;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches by meaning over HTTP, on the real ledger; the meaning of a message is an angle. */
class MeaningSearchTest {

    @TempDir
    private Path directory;

    private DrivenLedger ledger;
    private ApiFixture api;

    @BeforeEach
    void start() {
        ledger = new DrivenLedger(directory.resolve("state"), ApiFixture.NOW);
        api = new ApiFixture(ledger);
    }

    @AfterEach
    void stop() {
        api.close();
        ledger.close();
    }

    @Test
    void shouldPutTheNearestFirst_whenAskedForMoreLikeAnItem() {
        String one = create("It hangs", "scale", 0);
        String near = create("It freezes", "scale", 10);
        String far = create("Where is the invoice?", "scale", 80);
        String nearer = create("It does hang", "free", 5);
        create("Not read yet", "scale", -1);

        JsonNode all = found("like=" + one + "&facets=plan");

        assertThat(idsOf(all))
                .as("without the item itself")
                .containsSubsequence(nearer, near, far)
                .doesNotContain(one);
        assertThat(all.at("/data/0/likeness").asDouble()).isCloseTo(Math.cos(Math.toRadians(5)), within(0.01));
        assertThat(all.get("search")).hasToString("{\"forms\":[],\"unread\":1}");
        assertThat(all.at("/facets/total").asInt()).isEqualTo(3);
        assertThat(all.at("/facets/plan/values/0/value").asText()).isEqualTo("scale");
        assertThat(ids("like=" + one + "&plan=scale&sort=relevance")).containsExactly(near, far);
        assertThat(ids("like=" + one + "&to=2020-01-01")).isEmpty();
        assertThat(api.get("/v1/feedback?format=csv&like=" + one).body().lines())
                .hasSize(4);
        assertThat(found("plan=free").at("/data/0").has("likeness")).isFalse();
    }

    @Test
    void shouldFindWhatIsNearOrHasTheWords_whenThereAreBoth() {
        String one = create("It hangs", "scale", 0);
        String both = create("Export: the export hangs", "scale", 20);
        String near = create("It freezes", "scale", 10);
        String words = create("Export of invoices", "scale", -1);
        String neither = create("Thanks", "scale", 90);

        JsonNode found = found("like=" + one + "&q=export&facets=status");

        assertThat(idsOf(found)).containsExactly(both, near, words, neither);
        assertThat(found.at("/data/0/highlight").asText())
                .isEqualTo("<mark>Export</mark>: the <mark>export</mark> hangs");
        assertThat(found.at("/data/2").has("likeness")).isFalse();
        assertThat(found.at("/data/1").has("highlight")).isFalse();
        assertThat(found.at("/search/forms/0").asText()).isEqualTo("export");
        assertThat(found.at("/facets/total").asInt()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&q=message"})
    void shouldShowEachItemOnce_whenFollowingTheCursor(String words) {
        String one = create("It hangs", "scale", 0);
        for (int angle = 1; angle <= 7; angle++) {
            create("message " + angle, "scale", 10 * angle);
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = found("like=" + one + "&limit=3" + words + cursor);
            seen.addAll(page.get("data").findValuesAsText("message"));
            cursor = page.has("next") ? "&cursor=" + page.get("next").asText() : "";
        } while (!cursor.isEmpty());
        assertThat(seen).hasSize(7).doesNotHaveDuplicates();
        if (words.isEmpty()) {
            assertThat(seen).isSorted();
        }
    }

    @Test
    void shouldLetOneStandForTheOthers_whenTheySayNearlyTheSame() {
        String other = create("Where is the invoice?", "scale", 80);
        String first = create("It hangs!", "scale", 0);
        String unread = create("It hangs", "scale", -1);
        String second = create("It hangs?", "scale", 9);
        String third = create("It just hangs", "scale", 16);
        String far = create("It freezes", "scale", 55);

        JsonNode found = found("fold=true&user=u_1&limit=50");

        assertThat(idsOf(found)).hasSize(4).contains(other, unread, far);
        List<String> together = new ArrayList<>();
        for (JsonNode item : found.get("data")) {
            if (item.has("folded")) {
                together.add(item.get("id").asText());
                item.get("folded").forEach(id -> together.add(id.asText()));
            }
        }
        assertThat(together).containsExactlyInAnyOrder(first, second, third);
        assertThat(idsOf(found("user=u_1"))).hasSize(6);
        assertThat(api.get("/v1/feedback?fold=true&limit=201").body()).contains("at most 200");
        assertThat(api.get("/v1/feedback?fold=true&format=csv").body()).contains("leave out either");
    }

    @Test
    void shouldRefuseTheCursor_whenTheListIsAnother() {
        String one = create("It hangs", "scale", 0);
        String other = create("It freezes", "scale", 5);
        create("It stalls", "scale", 9);
        String alike = found("like=" + one + "&limit=1").get("next").asText();
        String listed = found("limit=1").get("next").asText();

        for (String wrong : List.of(
                "like=" + other + "&cursor=" + alike,
                "like=" + one + "&plan=scale&cursor=" + alike,
                "like=" + one + "&unsure=true&cursor=" + alike,
                "like=" + one + "&cursor=" + listed,
                "cursor=" + alike,
                "language=en&cursor=" + listed)) {
            Answer answer = api.get("/v1/feedback?" + wrong);
            assertThat(answer.status()).as(wrong).isEqualTo(400);
            assertThat(answer.json().get("type").asText()).endsWith("#invalid-cursor");
        }
    }

    @Test
    void shouldSearchByText_whenThereIsAnEncoder() {
        String near = create("It freezes", "scale", 10);
        String far = create("Where is the invoice?", "scale", 80);
        api.meanings = text -> text.equals("hängt") ? Optional.empty() : Optional.of(vector(0));

        assertThat(ids("similar=never finishes")).containsExactly(near, far);
        Answer unknown = api.get("/v1/feedback?similar=" + encoded("hängt"));
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.body()).contains("no word that the encoder knows");
    }

    @Test
    void shouldSayWhatToStart_whenTheMeaningCannotBeKnown() {
        String unread = create("Not read yet", "scale", -1);

        Answer item = api.get("/v1/feedback?like=" + unread);
        assertThat(item.status()).isEqualTo(409);
        assertThat(item.json().get("type").asText()).endsWith("#meaning-unknown");
        assertThat(item.json().get("remedy").asText()).contains("loop up --analyst");

        Answer text = api.get("/v1/feedback?similar=anything");
        assertThat(text.status()).isEqualTo(501);
        assertThat(text.json().get("detail").asText()).contains("--analyst");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            like=fb_1                                                        ; like    ; fb_ and 26 characters
            like=                                                            ; like    ; fb_ and 26 characters
            like=fb_00000000000000000000000000                               ; like    ; there is no such item
            like=fb_00000000000000000000000000&similar=a                     ; similar ; give either
            like=fb_00000000000000000000000000&sort=newest                   ; sort    ; leave it out
            like=fb_00000000000000000000000000&since=0:1&format=csv          ; since   ; leave out either
            similar=a&after=2026-01-01T00:00:00Z,fb_00000000000000000000000000 ; after ; leave out either
            similar=                                                         ; similar ; give a text
            """)
    void shouldSayWhatToDo_whenItCannotBeAsked(String parameters, String field, String words) {
        Answer answer = api.get("/v1/feedback?" + parameters);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        JsonNode error = answer.json().get("errors").get(0);
        assertThat(error.get("field").asText()).isEqualTo(field);
        assertThat(error.get("problem").asText() + ": " + error.get("remedy").asText())
                .contains(words);
    }

    private JsonNode found(String parameters) {
        Answer answer = api.get("/v1/feedback?" + parameters.replace(" ", "%20"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private List<String> ids(String parameters) {
        return idsOf(found(parameters));
    }

    private static List<String> idsOf(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.get("data").forEach(item -> ids.add(item.get("id").asText()));
        return ids;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** @param angle negative for a message that nobody has read */
    private String create(String message, String plan, int angle) {
        Answer created = api.post(
                "/v1/feedback",
                "{\"user\":{\"id\":\"u_1\"},\"sentiment\":\"negative\",\"message\":\"" + message + "\",\"plan\":\""
                        + plan + "\"}");
        String id = created.json().get("id").asText();
        if (angle >= 0) {
            ledger.append(FeedbackCommand.newBuilder()
                    .setId(id)
                    .setAt(ApiFixture.NOW)
                    .setActor("analyst")
                    .setBody(Judge.newBuilder()
                            .setIfRevision(new ReadRevision(1L))
                            .setSentiment(Sentiment.NEGATIVE)
                            .setUnsure(true)
                            .setVersion("m1")
                            .setVector(vector(angle))
                            .build())
                    .build());
        }
        return id;
    }

    private static ByteBuffer vector(int angle) {
        double[] vector = new double[MeaningVector.WIDTH];
        for (int number = 0; number < vector.length; number++) {
            vector[number] = number % 2 == 0 ? Math.cos(Math.toRadians(angle)) : Math.sin(Math.toRadians(angle));
        }
        return MeaningVector.bytes(vector);
    }
}
