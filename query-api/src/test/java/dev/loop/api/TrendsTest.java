package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.avro.TrendEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /v1/trends}. It is Wednesday noon. */
class TrendsTest {

    private final List<String> lines = new ArrayList<>();
    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** Adds items in the same hour of each week, and in another hour that is not comparable. */
    private void usualWeeks(int weeks) {
        for (int week = 1; week <= weeks; week++) {
            Instant at = ApiFixture.NOW.minus(Duration.ofDays(7L * week));
            say("exports", "negative", at, 2);
            say("exports", "positive", at, 30);
            say("exports", "negative", at.plus(Duration.ofHours(40)), 50);
            say("billing", "negative", at, 1);
        }
        // An older item makes the oldest week a whole one.
        say("old", "neutral", ApiFixture.NOW.minus(Duration.ofDays(7L * weeks + 3)), 1);
    }

    @Test
    void shouldCompareWithTheSameTimesOfTheWeeksBefore_whenAsked() {
        usualWeeks(9);
        say("exports", "negative", ApiFixture.NOW.minusSeconds(60), 3);
        say("exports", "negative", ApiFixture.NOW.plusSeconds(60), 11);
        say("billing", "negative", ApiFixture.NOW, 1);
        send();

        JsonNode trends = api.get("/v1/trends").json();

        assertThat(trends.get("hourFrom").asText()).isEqualTo("2026-07-01T12:00:00Z");
        assertThat(trends.get("dayFrom").asText()).isEqualTo("2026-06-30T13:00:00Z");
        assertThat(trends.get("tags").findValuesAsText("tag")).containsExactly("exports", "billing");
        JsonNode exports = trends.at("/tags/0");
        assertThat(exports.at("/hour/items").asInt()).isEqualTo(11);
        assertThat(exports.at("/day/items").asInt()).isEqualTo(14);
        // Two in every day of eight, and half an item for what may be.
        assertThat(exports.at("/day/expected").asDouble()).isEqualTo(16.5 / 8);
        assertThat(exports.at("/day/p").asDouble()).isLessThan(1e-4);
        assertThat(exports.get("exceptional").asBoolean()).isTrue();
        assertThat(trends.at("/tags/1/exceptional").asBoolean()).isFalse();

        NamedCsvRecord row = csv("/v1/trends").get(0);
        assertThat(row.getField("dayP")).isEqualTo(exports.at("/day/p").asText());
        assertThat(row.getField("hourExpected"))
                .isEqualTo(exports.at("/hour/expected").asText());
    }

    /** Backfilled items are neither a spike nor what later ones are compared with. */
    @Test
    void shouldSeeNoSpike_whenTheItemsAreBackfilled() {
        usualWeeks(9);
        send();
        String before = api.get("/v1/trends").json().get("tags").toString();
        say("exports", "negative", ApiFixture.NOW, 80);
        say("exports", "negative", ApiFixture.NOW.minus(Duration.ofDays(7)), 40);
        send("?backfill=true");

        assertThat(api.get("/v1/trends").json().get("tags").toString()).isEqualTo(before);
        JsonNode counted =
                api.get("/v1/sentiment?tag=exports&metadata.loop.backfill=true").json();
        assertThat(counted.at("/total/negative").asInt()).isEqualTo(120);
        assertThat(api.get("/v1/sentiment?tag=exports")
                        .json()
                        .at("/total/negative")
                        .asInt())
                .isEqualTo(120 + 9 * 52);
    }

    /** One item with a wrong year: the years since are not weeks in which nobody complained. */
    @Test
    void shouldNotJudge_whenAnOldItemIsAllThatThereIs() {
        say("old", "neutral", ApiFixture.NOW.minus(Duration.ofDays(4_000)), 1);
        for (int hour = 0; hour < 30; hour++) {
            say("exports", "negative", ApiFixture.NOW.minus(Duration.ofHours(hour)), 4);
        }
        send();

        JsonNode exports = api.get("/v1/trends").json().at("/tags/0");

        assertThat(exports.at("/day/items").asInt()).isEqualTo(96);
        assertThat(exports.at("/day/expected").isNull()).isTrue();
        assertThat(exports.get("exceptional").asBoolean()).isFalse();
    }

    /** A source that was connected today has no past, however old the project is. */
    @Test
    void shouldNotJudge_whenTheSourceThatIsAskedForIsNew() {
        usualWeeks(9);
        for (int i = 0; i < 50; i++) {
            lines.add(ApiFixture.item("u", "negative", "\"tag\":\"billing\",\"source\":\"chat\""));
        }
        send();

        assertThat(api.get("/v1/trends?source=chat")
                        .json()
                        .at("/tags/0/exceptional")
                        .asBoolean())
                .isFalse();
        assertThat(api.get("/v1/trends").json().at("/tags/0/exceptional").asBoolean())
                .as("of all sources")
                .isTrue();
    }

    @Test
    void shouldNotJudge_whenThereAreFewerThanThreeWeeks() {
        usualWeeks(2);
        say("exports", "negative", ApiFixture.NOW, 50);
        send();

        JsonNode exports = api.get("/v1/trends?tag=exports").json().at("/tags/0");

        assertThat(exports.at("/hour/items").asInt()).isEqualTo(50);
        assertThat(exports.at("/hour/expected").isNull()).isTrue();
        assertThat(exports.at("/hour/p").isNull()).isTrue();
        assertThat(exports.get("exceptional").asBoolean()).isFalse();
    }

    @Test
    void shouldShowIncidents_whenThereAreSome() {
        usualWeeks(9);
        send();
        remember("tr_open", "exports", ApiFixture.NOW.minusSeconds(7200), null);
        remember("tr_closed", "billing", ApiFixture.NOW.minusSeconds(90_000), ApiFixture.NOW.minusSeconds(60));
        remember("tr_old", "billing", ApiFixture.NOW.minusSeconds(9_000_000), ApiFixture.NOW.minusSeconds(8_000_000));
        remember("tr_untagged", null, ApiFixture.NOW.minusSeconds(7300), null);

        assertThat(incidents("")).containsExactly("tr_open", "tr_untagged", "tr_closed");
        assertThat(incidents("?state=open")).containsExactly("tr_open", "tr_untagged");
        assertThat(incidents("?tag=billing&since=2026-01-01")).containsExactly("tr_closed", "tr_old");
        assertThat(incidents("?tag=")).containsExactly("tr_untagged");
        JsonNode all = api.get("/v1/trends").json();
        assertThat(all.at("/tags/0/incident").asText()
                        + all.at("/tags/1/incident").asText())
                .isEqualTo("tr_open");
        assertThat(all.at("/incidents/0/state").asText()).isEqualTo("open");
        assertThat(api.send("GET", "/v1/trends", ApiFixture.OTHER, null).json().get("incidents"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            state=opened  | state | open
            since=lately  | since | RFC 3339
            limit=0       | limit | 1 to 1000
            user=u        | user  | is not a parameter
            """)
    void shouldSayWhatToDo_whenTheQuestionIsBad(String query, String field, String says) {
        Answer answer = api.get("/v1/trends?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo(field);
        assertThat(answer.json().at("/errors/0").toString()).contains(says);
    }

    private List<String> incidents(String query) {
        return api.get("/v1/trends" + query).json().get("incidents").findValuesAsText("id");
    }

    private void remember(
            String id,
            @org.jspecify.annotations.Nullable String tag,
            Instant openedAt,
            @org.jspecify.annotations.Nullable Instant closedAt) {
        api.trends.put(
                "default/" + id,
                new Trend(
                        "default",
                        id,
                        tag,
                        1L,
                        TrendEvent.OPENED,
                        openedAt,
                        openedAt,
                        closedAt,
                        9L,
                        0.5,
                        openedAt,
                        9L,
                        0.5,
                        openedAt,
                        null),
                Duration.ZERO);
    }

    private void say(String tag, String sentiment, Instant at, int times) {
        for (int i = 0; i < times; i++) {
            lines.add(ApiFixture.item("u", sentiment, "\"tag\":\"" + tag + "\",\"createdAt\":\"" + at + "\""));
        }
    }

    private void send() {
        send("");
    }

    private void send(String query) {
        assertThat(api.post(
                                "/v1/feedback/batch" + query,
                                String.join("\n", lines),
                                "Content-Type",
                                "application/x-ndjson")
                        .json()
                        .get("refused")
                        .asInt())
                .isZero();
        lines.clear();
    }

    private List<NamedCsvRecord> csv(String path) {
        Answer answer = api.get(path, "Accept", "text/csv");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return CsvReader.builder().ofNamedCsvRecord(answer.body()).stream().toList();
    }
}
