package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.schemas.avro.Explanation;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.JoinTheme;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.ReadRevision;
import dev.loop.schemas.avro.ReadVector;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.WordShare;
import dev.loop.schemas.item.MeaningVector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items without a sentiment of their own, on the real ledger. */
class JudgementTest {

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
    void shouldTellWhatJudged_whenNobodySaidTheSentiment() {
        Answer created = api.post("/v1/feedback", item("The export crashes"));

        assertThat(created.status()).isEqualTo(201);
        for (JsonNode shown :
                List.of(created.json(), api.get("/v1/feedback/" + id(created)).json())) {
            assertThat(shown.get("sentiment").asText()).isEqualTo("negative");
            assertThat(shown.get("judgement")).hasToString("{\"by\":\"rules\",\"version\":\"r1\",\"unsure\":false}");
        }
        assertThat(api.post("/v1/feedback", ApiFixture.item("u_1", "neutral", "\"tag\":\"exports\""))
                        .json()
                        .has("judgement"))
                .isFalse();
        assertThat(api.post("/v1/feedback", "{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"bad\"}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void shouldAnswerOnlyTheSentiment_whenTheKeyIsOfAPage() {
        Answer created = api.send(
                "POST",
                "/v1/feedback",
                ApiFixture.PUBLISHABLE,
                item("Great, thanks").getBytes(StandardCharsets.UTF_8));

        assertThat(created.json().fieldNames()).toIterable().containsExactly("id", "sentiment", "createdAt");
        assertThat(created.json().get("sentiment").asText()).isEqualTo("positive");
    }

    @Test
    void shouldBeTheSameItem_whenItIsSentAgainAfterAPersonChangedTheSentiment() {
        String id = id(api.post("/v1/feedback", item("The export crashes"), "Idempotency-Key", "k1"));
        patch(id, "{\"sentiment\":\"positive\"}");

        Answer again = api.post("/v1/feedback", item("The export crashes"), "Idempotency-Key", "k1");

        assertThat(again.status()).isBetween(200, 201);
        assertThat(id(again)).isEqualTo(id);
    }

    @Test
    void shouldGiveTheWordsOfTheRules_whenTheyJudged() {
        String id = id(api.post("/v1/feedback", item("Works great, but the app crashes every time")));

        assertThat(why(id))
                .hasToString(
                        "{\"sentiment\":\"negative\",\"by\":{\"kind\":\"rules\",\"version\":\"r1\",\"rules\":\"r1\"},"
                                + "\"unsure\":false,\"score\":-0.4215,\"rules\":["
                                + "{\"from\":0,\"to\":11,\"term\":\"works great\",\"value\":1.5,\"because\":[\"before but\"]},"
                                + "{\"from\":25,\"to\":32,\"term\":\"crashes\",\"value\":-3.3,\"because\":[\"after but\"]}]}");
    }

    @Test
    void shouldGiveTheRecordedWords_whenAModelJudged() {
        String id = id(api.post("/v1/feedback", item("It used to work fine")));
        judge(id, 1);

        JsonNode item = api.get("/v1/feedback/" + id).json();
        assertThat(item.get("sentiment").asText()).isEqualTo("negative");
        assertThat(item.get("judgement"))
                .hasToString("{\"by\":\"model\",\"version\":\"m1\",\"unsure\":true,\"sure\":0.58}");
        assertThat(item.get("language").asText()).isEqualTo("en");
        JsonNode why = why(id);
        assertThat(why.get("by")).hasToString("{\"kind\":\"model\",\"version\":\"m1\",\"rules\":\"r1\"}");
        assertThat(why.get("chances")).hasToString("{\"negative\":0.58,\"neutral\":0.18,\"positive\":0.24}");
        assertThat(why.get("words"))
                .as("without the word that is behind the end")
                .hasToString("[{\"from\":3,\"to\":10,\"text\":\"used to\",\"share\":-0.5}]");
        assertThat(why.at("/rules/0/term").asText()).isEqualTo("fine");
    }

    @Test
    void shouldNameThePerson_whenOneChangedTheSentiment() {
        String id = id(api.post("/v1/feedback", item("It used to work fine")));
        judge(id, 1);
        patch(id, "{\"sentiment\":\"neutral\"}");
        patch(id, "{\"tag\":\"exports\"}");
        api.events.changes.addAll(ledger.changes());

        JsonNode why = why(id);

        assertThat(why.get("sentiment").asText()).isEqualTo("neutral");
        assertThat(why.at("/by/kind").asText()).isEqualTo("person");
        assertThat(why.at("/by/actor").asText()).isEqualTo("secret");
        assertThat(why.has("words")).isFalse();
        assertThat(api.get("/v1/feedback/" + id).json().has("judgement")).isFalse();
    }

    @Test
    void shouldTellThatAPersonLooked_whenTheyLeftTheSentimentAsItWas() {
        String id = id(api.post("/v1/feedback", item("It used to work fine")));
        judge(id, 1);
        patch(id, "{\"sentiment\":\"negative\"}");
        patch(id, "{\"sentiment\":\"negative\"}");
        api.events.changes.addAll(ledger.changes());

        JsonNode history = api.get("/v1/feedback/" + id + "/history").json().get("data");

        assertThat(history).as("the second look changes nothing").hasSize(3);
        assertThat(history.at("/0/changes"))
                .hasToString("[{\"field\":\"sentimentBy\",\"from\":\"model\",\"to\":\"person\"}]");
        assertThat(history.at("/0/actor").asText()).isEqualTo("secret");
        assertThat(why(id).at("/by/kind").asText()).isEqualTo("person");
        assertThat(why(id).at("/by/actor").asText()).isEqualTo("secret");
    }

    @Test
    void shouldNameTheSender_whenItGaveTheSentiment() {
        String id = id(api.post("/v1/feedback", ApiFixture.item("u_1", "negative", "\"tag\":\"exports\"")));
        patch(id, "{\"tag\":\"billing\"}");
        api.events.changes.addAll(ledger.changes());

        assertThat(why(id).at("/by/kind").asText()).isEqualTo("sender");
        assertThat(api.get("/v1/feedback/fb_00000000000000000000000000/why").status())
                .isEqualTo(404);
    }

    @Test
    void shouldFilterByIt_whereverItemsAreListedOrCounted() {
        String model = id(api.post("/v1/feedback", item("It used to work fine")));
        judge(model, 1);
        String foreign = id(api.post("/v1/feedback", item("Der Export hängt und wird nie fertig")));
        String sure = id(api.post("/v1/feedback", item("The export crashes")));

        assertThat(ids("unsure=true")).containsExactlyInAnyOrder(model, foreign);
        assertThat(ids("unsure=false")).containsExactly(sure);
        assertThat(ids("language=en")).containsExactly(model);
        assertThat(ids("language=")).containsExactlyInAnyOrder(foreign, sure);
        assertThat(ids("unsure=true&language=!en&q=export")).containsExactly(foreign);
        assertThat(ids("unsure=false&q=export")).containsExactly(sure);
        assertThat(ids("language=en&q=fine")).containsExactly(model);
        assertThat(total("/v1/sentiment?unsure=true")).isEqualTo(2);
        assertThat(total("/v1/sentiment?language=en&group_by=tag")).isEqualTo(1);
        assertThat(total("/v1/sentiment?unsure=true&q=export")).isEqualTo(1);
        assertThat(total("/v1/sentiment/timeline?interval=day&unsure=false")).isEqualTo(1);
        assertThat(api.get("/v1/feedback?unsure=perhaps").status()).isEqualTo(400);
    }

    @Test
    void shouldCountAThemeWithAllThatWentIntoIt_whereverItemsAreListedOrCounted() {
        api.themes.put("th_1", theme -> theme);
        api.themes.put("th_2", theme -> theme.setMergedInto("th_1"));
        api.themes.put("th_3", theme -> theme);
        String first = in("th_1", "The export crashes");
        String merged = in("th_2", "The export hangs");
        String other = in("th_3", "Where is my refund");
        String tooSmall = in("th_4", "The colours are odd");
        String none = id(api.post("/v1/feedback", item("The export is fine")));

        assertThat(api.get("/v1/feedback/" + merged).json().get("theme").asText())
                .isEqualTo("th_2");
        api.events.changes.addAll(ledger.changes());
        assertThat(api.get("/v1/feedback/" + merged + "/history").json().at("/data/0/changes"))
                .hasToString("[{\"field\":\"theme\",\"from\":null,\"to\":\"th_2\"}]");
        for (String theme : List.of("th_1", "th_2")) {
            assertThat(ids("theme=" + theme)).containsExactlyInAnyOrder(first, merged);
        }
        assertThat(ids("theme=th_1&theme=th_3")).containsExactlyInAnyOrder(first, merged, other);
        assertThat(ids("theme=!th_1")).containsExactlyInAnyOrder(other, tooSmall, none);
        assertThat(ids("theme=")).containsExactlyInAnyOrder(tooSmall, none);
        assertThat(ids("theme=!")).containsExactlyInAnyOrder(first, merged, other);
        assertThat(ids("theme=&theme=th_3")).containsExactlyInAnyOrder(tooSmall, none, other);
        assertThat(ids("theme=th_1&q=hangs")).containsExactly(merged);
        assertThat(rows("/v1/sentiment?group_by=theme", "theme"))
                .containsExactlyInAnyOrder("th_1 2", "th_3 1", "null 2");
        assertThat(rows("/v1/sentiment?group_by=theme&q=export", "theme"))
                .containsExactlyInAnyOrder("th_1 2", "null 1");
        assertThat(rows("/v1/sentiment/timeline?interval=day&group_by=theme&theme=th_2", "theme"))
                .containsExactly("th_1 2");
        assertThat(rows("/v1/sentiment?group_by=language,theme&theme=th_3", "language"))
                .containsExactly("en 1");
        assertThat(rows("/v1/sentiment?group_by=theme,user&theme=th_3", "user")).containsExactly("u_1 1");
        assertThat(api.get("/v1/sentiment?group_by=theme&theme=th_1&format=csv").body())
                .startsWith("theme,")
                .contains("\r\nth_1,");
        Answer unknown = api.get("/v1/sentiment?theme=th_9");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.body()).contains("which is no theme").contains("GET /v1/themes");
        patch(other, "{\"tag\":\"refunds\"}");
        assertThat(ids("theme=th_3&tag=refunds")).containsExactly(other);
        assertThat(api.send("DELETE", "/v1/feedback/" + other, ApiFixture.SECRET, new byte[0])
                        .status())
                .isEqualTo(204);
        assertThat(ids("theme=th_3")).isEmpty();
    }

    private List<String> rows(String question, String name) {
        return StreamSupport.stream(api.get(question).json().get("rows").spliterator(), false)
                .map(row -> row.get(name).asText() + " " + row.get("total").asInt())
                .toList();
    }

    /** Takes an item in, as one that an analyst has read and that joined a theme. */
    private String in(String theme, String message) {
        String id = id(api.post("/v1/feedback", item(message)));
        ByteBuffer vector = ByteBuffer.wrap(new byte[MeaningVector.WIDTH]).put(0, (byte) 127);
        for (Object body : List.of(
                Judge.newBuilder()
                        .setIfRevision(new ReadRevision(1L))
                        .setSentiment(Sentiment.NEGATIVE)
                        .setLanguage("en")
                        .setVersion("m1")
                        .setVector(vector)
                        .build(),
                new JoinTheme(new ReadVector(MeaningVector.hash(vector)), theme))) {
            ledger.append(FeedbackCommand.newBuilder()
                    .setId(id)
                    .setAt(ApiFixture.NOW)
                    .setBody(body)
                    .build());
        }
        return id;
    }

    private int total(String question) {
        JsonNode answer = api.get(question).json();
        return StreamSupport.stream(answer.get("rows").spliterator(), false)
                .mapToInt(row -> row.get("total").asInt())
                .sum();
    }

    private List<String> ids(String filter) {
        Answer answer = api.get("/v1/feedback?" + filter);
        return StreamSupport.stream(answer.json().path("data").spliterator(), false)
                .map(item -> item.get("id").asText())
                .toList();
    }

    private JsonNode why(String id) {
        return api.get("/v1/feedback/" + id + "/why").json();
    }

    private void patch(String id, String change) {
        Answer answer =
                api.send("PATCH", "/v1/feedback/" + id, ApiFixture.SECRET, change.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private void judge(String id, long revision) {
        ledger.append(FeedbackCommand.newBuilder()
                .setId(id)
                .setAt(ApiFixture.NOW)
                .setActor("analyst")
                .setBody(Judge.newBuilder()
                        .setIfRevision(new ReadRevision(revision))
                        .setSentiment(Sentiment.NEGATIVE)
                        .setUnsure(true)
                        .setSure(0.58f)
                        .setLanguage("en")
                        .setVersion("m1")
                        .setExplanation(new Explanation(
                                0.58f,
                                0.18f,
                                0.24f,
                                "r1",
                                List.of(new WordShare(3, 10, -0.5f), new WordShare(900, 901, 1f))))
                        .build())
                .build());
    }

    private static String id(Answer answer) {
        return answer.json().path("id").asText();
    }

    private static String item(String message) {
        return "{\"user\":{\"id\":\"u_1\"},\"message\":\"" + message + "\"}";
    }
}
