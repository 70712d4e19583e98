package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.question.Questions;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Any slice: filters, groups, the first so many and the rest, and the period before. */
class SlicesTest {

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tag=exports                           | 2
            tag=exports&tag=a,b                   | 3
            tag=a,b                               | 1
            tag=!exports                          | 3
            tag=!exports&tag=!a,b                 | 2
            tag=                                  | 1
            tag=!                                 | 4
            tag=%5C!urgent                        | 1
            tag=!%5C!urgent                       | 4
            tag=!!urgent                          | 4
            metadata.browser=Firefox              | 2
            metadata.browser=!Firefox             | 3
            metadata.browser=                     | 2
            metadata.browser=Firefox&metadata.os=mac | 1
            metadata.browser=Firefox&metadata.browser=Safari | 3
            user=ann                              | 3
            user=!ann                             | 2
            sentiment=negative                    | 3
            sentiment=!negative                   | 2
            sentiment=!negative,!neutral          | 1
            sentiment=positive,neutral            | 2
            status=!open                          | 0
            user=ann&tag=!exports&sentiment=!positive | 1
            """)
    void shouldTakeTheSameItems_whateverAsks(String filter, int items) {
        say("ann", "negative", "\"tag\":\"exports\",\"metadata\":{\"browser\":\"Firefox\",\"os\":\"mac\"}");
        say("bob", "negative", "\"tag\":\"exports\",\"metadata\":{\"browser\":\"Firefox\"}");
        say("ann", "neutral", "\"tag\":\"a,b\",\"metadata\":{\"browser\":\"Safari\"}");
        say("ann", "positive", "\"tag\":\"!urgent\",\"metadata\":{\"browser\":\"\"}");
        say("eve", "negative", "");

        assertThat(api.get("/v1/feedback?" + filter).json().get("data")).hasSize(items);
        assertThat(api.get("/v1/sentiment?" + filter).json().at("/total/total").asInt())
                .isEqualTo(items);
        assertThat(api.get("/v1/sentiment/timeline?" + filter)
                        .json()
                        .at("/total/total")
                        .asInt())
                .isEqualTo(items);
    }

    @Test
    void shouldGroupByWhatOnlyItemsKnow_whenAsked() {
        say("ann", "negative", "\"tag\":\"exports\",\"metadata\":{\"browser\":\"Firefox\"}");
        say("bob", "negative", "\"tag\":\"exports\",\"metadata\":{\"browser\":\"Firefox\"}");
        say("bob", "neutral", "\"tag\":\"exports\",\"metadata\":{\"browser\":\"\"}");

        JsonNode rows = api.get("/v1/sentiment?group_by=metadata.browser,user&sort=user")
                .json()
                .get("rows");

        assertThat(rows.findValuesAsText("metadata.browser")).containsExactly("Firefox", "Firefox", "null");
        assertThat(rows.findValuesAsText("user")).containsExactly("ann", "bob", "bob");
        assertThat(csv("/v1/sentiment?group_by=metadata.browser").get(0).getHeader())
                .startsWith("metadata.browser", "positive");
    }

    @Test
    void shouldTakeACommaAsPartOfTheKey_whenABackslashIsBeforeIt() {
        say(
                "ann",
                "negative",
                "\"tag\":\"exports\",\"metadata\":{\"How likely, and why?\":\"very\",\"a\\\\,b\":\"1\"}");
        String key = "metadata.How%20likely%5C,%20and%20why%3F";

        JsonNode rows = api.get("/v1/sentiment?group_by=" + key + ",tag").json().get("rows");
        assertThat(rows.findValuesAsText("metadata.How likely, and why?")).containsExactly("very");
        assertThat(rows.findValuesAsText("tag")).containsExactly("exports");
        assertThat(api.get("/v1/sentiment?group_by=metadata.a%5C%5C,b")
                        .json()
                        .at("/rows/0")
                        .get("metadata.a\\,b"))
                .hasToString("\"1\"");
        assertThat(csv("/v1/sentiment/timeline?group_by=" + key).get(0).getHeader())
                .startsWith("start", "metadata.How likely, and why?");
    }

    @Test
    void shouldAddUpToTheTotal_whenTheRestIsOneRow() {
        for (int i = 0; i < 28; i++) {
            say("ann", i % 2 == 0 ? "negative" : "positive", "\"tag\":\"t" + i % 7 + "\"");
        }
        String question = "group_by=tag&limit=3&other=true";

        JsonNode table = api.get("/v1/sentiment?" + question).json();
        assertThat(table.get("rows")).hasSize(3);
        assertThat(table.at("/groups").asInt()).isEqualTo(7);
        assertThat(table.at("/other/groups").asInt()).isEqualTo(4);
        assertThat(sum(table.get("rows"), "total") + table.at("/other/total").asLong())
                .isEqualTo(table.at("/total/total").asLong())
                .isEqualTo(28);

        List<NamedCsvRecord> csv = csv("/v1/sentiment?" + question);
        assertThat(csv).hasSize(4);
        assertThat(csv.get(3).getField("other")).isEqualTo("true");
        assertThat(csv.get(3).getField("tag")).isEmpty();
        assertThat(csv.get(3).getField("negativeShare"))
                .isEqualTo(table.at("/other/negativeShare").asText());

        JsonNode timeline =
                api.get("/v1/sentiment/timeline?interval=hour&" + question).json();
        assertThat(timeline.get("rows")).hasSize(3);
        assertThat(timeline.get("other")).hasSize(1);
        assertThat(sum(timeline.get("rows"), "total") + sum(timeline.get("other"), "total"))
                .isEqualTo(28);
        assertThat(csv("/v1/sentiment/timeline?interval=hour&" + question)).hasSize(4);
    }

    @Test
    void shouldTellWhatChanged_whenThePeriodBeforeIsComparedWith() {
        at("2026-06-10T23:59:59.999Z", "negative", "outside");
        at("2026-06-11T00:00:00Z", "negative", "gone");
        at("2026-06-20T23:59:59.999Z", "positive", "exports");
        at("2026-06-21T00:00:00Z", "negative", "exports");
        at("2026-06-25T00:00:00Z", "negative", "exports");
        at("2026-06-25T00:00:00Z", "negative", "new");
        String question = "/v1/sentiment?group_by=tag&compare=previous&from=2026-06-21&to=2026-07-01";

        JsonNode table = api.get(question + "&sort=-changeNegative").json();

        assertThat(table.get("rows").findValuesAsText("tag")).containsExactly("exports", "new", "gone");
        assertThat(table.at("/rows/0/change/negative").asInt()).isEqualTo(2);
        assertThat(table.at("/rows/0/change/total").asInt()).isEqualTo(1);
        assertThat(table.at("/rows/0/change/negativeShare").asDouble()).isEqualTo(1.0);
        assertThat(table.at("/rows/1/previous/total").asInt()).isZero();
        assertThat(table.at("/rows/1/change/negativeShare").isNull()).isTrue();
        assertThat(table.at("/rows/2/total").asInt()).isZero();
        assertThat(table.at("/total/previous/total").asInt()).isEqualTo(2);
        assertThat(table.at("/previousPeriod/from").asText()).isEqualTo("2026-06-11T00:00:00Z");

        List<NamedCsvRecord> csv = csv(question);
        assertThat(csv.get(0).getField("previousTotal"))
                .isEqualTo(table.at("/rows/0/previous/total").asText());
        assertThat(csv.get(0).getField("changeNegativeShare")).isEqualTo("1.0");
        assertThat(csv.get(1).getField("changeNegativeShare")).isEmpty();

        JsonNode timeline = api.get("/v1/sentiment/timeline?compare=previous&from=2026-06-21&to=2026-07-01")
                .json();
        assertThat(timeline.get("rows")).hasSize(10);
        assertThat(timeline.at("/rows/0/total").asInt()).isEqualTo(1);
        assertThat(timeline.at("/rows/0/previous/total").asInt()).isEqualTo(1);
        assertThat(timeline.at("/rows/9/previous/total").asInt()).isEqualTo(1);
        assertThat(timeline.at("/total/change/total").asInt()).isEqualTo(1);
    }

    /** The clocks of Berlin are put forward on 29 March: that week and that day have an hour less. */
    @Test
    void shouldKeepToTheCalendar_whenClocksAreChanged() {
        at("2026-03-22T22:59:59.999Z", "neutral", "before");
        at("2026-03-22T23:00:00Z", "neutral", "first");
        at("2026-03-29T21:59:59.999Z", "neutral", "last");
        at("2026-03-29T22:00:00Z", "neutral", "after");

        JsonNode weeks = api.get("/v1/sentiment/timeline?interval=week&timezone=Europe/Berlin")
                .json()
                .get("rows");
        assertThat(weeks.findValuesAsText("start"))
                .containsExactly("2026-03-16T00:00:00+01:00", "2026-03-23T00:00:00+01:00", "2026-03-30T00:00:00+02:00");
        assertThat(weeks.findValuesAsText("total")).containsExactly("1", "2", "1");
        JsonNode march = api.get("/v1/sentiment/timeline?interval=month&timezone=Europe/Berlin&from=2026-03-30")
                .json()
                .get("rows");
        assertThat(march.findValuesAsText("start")).containsExactly("2026-03-01T00:00:00+01:00");
        assertThat(march.findValuesAsText("total")).containsExactly("1");
        assertThat(api.get("/v1/feedback?from=2026-03-30&timezone=Europe/Berlin")
                        .json()
                        .get("data"))
                .hasSize(1);
    }

    @Test
    void shouldHaveARowForEachBucket_whenFromAndToAreGiven() {
        at("2026-06-18T10:00:00Z", "negative", "exports");
        at("2026-06-19T10:00:00Z", "negative", "imports");
        String days = "/v1/sentiment/timeline?interval=day&from=2026-06-10&to=2026-06-25";

        JsonNode rows = api.get(days).json().get("rows");
        assertThat(rows).hasSize(15);
        assertThat(rows.findValuesAsText("start"))
                .startsWith("2026-06-10T00:00:00Z")
                .endsWith("2026-06-24T00:00:00Z");
        assertThat(rows.findValuesAsText("total"))
                .containsExactly("0", "0", "0", "0", "0", "0", "0", "0", "1", "1", "0", "0", "0", "0", "0");
        assertThat(csv(days)).hasSize(15);
        assertThat(api.get(days + "&format=ndjson").body().lines()).hasSize(15);

        JsonNode silent = api.get(days + "&tag=none").json();
        assertThat(silent.get("rows")).hasSize(15);
        assertThat(sum(silent.get("rows"), "total")).isZero();
        assertThat(api.get(days + "&group_by=tag").json().get("rows")).hasSize(2);
        assertThat(api.get(days.replace("&to=2026-06-25", "")).json().get("rows"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/sentiment?group_by=tag,plan,source,user | group_by | at most 3
            /v1/sentiment?group_by=metadata.            | group_by | metadata.KEY
            /v1/sentiment?group_by=users                | group_by | did you mean user?
            /v1/sentiment?compare=previous              | compare  | give from
            /v1/sentiment?compare=last&from=2026-01-01  | compare  | previous
            /v1/sentiment?compare=previous&from=2026-07-02 | from  | not in the past
            /v1/sentiment?sort=-changeNegative          | sort     | use one of
            /v1/sentiment?other=yes                     | other    | true, false
            /v1/sentiment?sentiment=!positive,negative  | sentiment | do either
            /v1/sentiment?status=!open,!resolved        | status   | excludes all
            /v1/sentiment?metadat.browser=x             | metadat.browser | is not a parameter
            /v1/sentiment/timeline?limit=0              | limit    | from 1 to
            /v1/feedback?metadata.a=&metadata.b=&metadata.c=&metadata.d=&metadata.e=&metadata.f=&metadata.g=&metadata.h=&metadata.i= | metadata. | at most 8
            """)
    void shouldSayWhatToDo_whenASliceCannotBe(String path, String field, String says) {
        Answer answer = api.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").asText()).startsWith(field);
        assertThat(answer.json().at("/errors/0").toString()).contains(says);
    }

    /** A call without from has as many buckets as the items tell. */
    @Test
    void shouldNameTheInterval_whenTheItemsLieTooFarApart() {
        at("2016-01-01T00:00:00Z", "neutral", "a");
        at("2026-06-01T00:00:00Z", "neutral", "a");

        Answer answer = api.get("/v1/sentiment/timeline?interval=minute");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo("interval");
        assertThat(answer.json().at("/errors/0").toString())
                .contains("more than 10,000")
                .contains("from and to");
    }

    @Test
    void shouldRefuseTheCursor_whenTheMetadataAskedForIsAnother() {
        for (int i = 0; i < 3; i++) {
            say("ann", "neutral", "\"metadata\":{\"browser\":\"Firefox\"}");
        }
        String cursor = api.get("/v1/feedback?metadata.browser=Firefox&limit=1")
                .json()
                .get("next")
                .asText();
        assertThat(api.get("/v1/feedback?metadata.browser=Firefox&limit=1&cursor=" + cursor)
                        .status())
                .isEqualTo(200);
        assertThat(api.get("/v1/feedback?metadata.os=Firefox&cursor=" + cursor).status())
                .isEqualTo(400);
        assertThat(api.get("/v1/feedback?cursor=" + cursor).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"much,400,too-much-asked", "long,503,too-long", "many,429,rate-limited"})
    void shouldTellTheCaller_whenAQuestionTakesMoreThanItMay(String how, int status, String problem) {
        api.loop.failQuestionsWith(
                switch (how) {
                    case "much" -> new Questions.TooMuchException("narrow it");
                    case "long" -> new Questions.TooLongException("narrow it");
                    default -> new Questions.TooManyAtOnceException("wait", Duration.ofSeconds(2));
                });
        Answer answer = api.get("/v1/sentiment?group_by=user");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().get("type").asText()).endsWith("#" + problem);
        assertThat(answer.header("Retry-After").isEmpty()).isEqualTo(status == 400);
    }

    private static long sum(JsonNode rows, String figure) {
        return StreamSupport.stream(rows.spliterator(), false)
                .mapToLong(row -> row.get(figure).asLong())
                .sum();
    }

    private void say(String user, String sentiment, String more) {
        Answer created = api.post("/v1/feedback", ApiFixture.item(user, sentiment, more));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    private void at(String time, String sentiment, String tag) {
        say("ann", sentiment, "\"tag\":\"" + tag + "\",\"createdAt\":\"" + time + "\"");
    }

    private List<NamedCsvRecord> csv(String path) {
        Answer answer = api.get(path, "Accept", "text/csv");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return CsvReader.builder().ofNamedCsvRecord(answer.body()).stream().toList();
    }
}
