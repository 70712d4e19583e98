package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.question.Questions.NotReadyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The report over HTTP, against plain recounts of the items that the API lists. */
class ReleaseReportTest {

    private static final Instant RELEASED = Instant.parse("2026-06-19T14:00:00Z");
    private static final String REPORT = "/v1/releases/2.0/report";

    private ApiFixture api;
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void start() {
        api = new ApiFixture();
        release("2.0", RELEASED, "[\"exports\"]");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldCutToTheMillisecond_whenItemsAreAtTheEdges() {
        say(RELEASED.minus(Duration.ofDays(7)).minusMillis(1), "negative", "exports", "pro", "too early");
        say(RELEASED.minus(Duration.ofDays(7)), "negative", "exports", "pro", "first before");
        say(RELEASED.minusMillis(1), "neutral", "exports", "pro", "last before");
        say(RELEASED, "negative", "exports", "pro", "first after");
        say(RELEASED.plus(Duration.ofDays(7)).minusMillis(1), "positive", "exports", "pro", "last after");
        say(RELEASED.plus(Duration.ofDays(7)), "negative", "exports", "pro", "too late");
        send();

        JsonNode report = report("?window=7d");
        assertThat(report.at("/before/items").asInt()).isEqualTo(2);
        assertThat(report.at("/before/negative").asInt()).isEqualTo(1);
        assertThat(report.at("/before/from").asText()).isEqualTo("2026-06-12T14:00:00Z");
        assertThat(report.at("/after/items").asInt()).isEqualTo(2);
        assertThat(report.at("/after/to").asText()).isEqualTo("2026-06-26T14:00:00Z");
        assertThat(report.get("said").findValuesAsText("message")).containsExactly("first after", "last after");
        assertThat(report.at("/tags/0/tag").asText()).isEqualTo("exports");
        assertThat(report.at("/tags/0/affected").asBoolean()).isTrue();
        assertThat(report.at("/tags/0/verdict").asText()).isEqualTo("not-enough-data");
        assertThat(report.at("/tags/0/q").isNull()).isTrue();

        assertThat(report("").get("before")).isEqualTo(report.get("before"));
        assertThat(report("?window=168h&baseline=1s").at("/before/items").asInt())
                .isEqualTo(1);
        assertThat(report("?window=1s").at("/after/items").asInt()).isEqualTo(1);
    }

    /** Twenty times as many items after as before, from an unhappy plan: worse as a whole, and the same within plans. */
    @Test
    void shouldSeeNoChangeAndWarn_whenOnlyTheMixHasShifted() {
        for (int i = 0; i < 400; i++) {
            say(before(i), i % 10 == 0 ? "negative" : "positive", "exports", "pro", "");
            say(after(i), i % 10 == 0 ? "negative" : "positive", "exports", "pro", "");
            say(after(i), i % 2 == 0 ? "negative" : "positive", "exports", "free", "");
            if (i % 20 < 2) {
                say(before(i), i % 2 == 0 ? "negative" : "positive", "exports", "free", "");
            }
        }
        send();

        JsonNode report = report("?window=7d");
        JsonNode exports = report.at("/tags/0");
        assertThat(exports.get("z").asDouble()).isGreaterThan(5);
        assertThat(exports.get("stratifiedZ").asDouble()).isCloseTo(0, within(0.1));
        assertThat(exports.get("verdict").asText()).isEqualTo("no-evidence");
        JsonNode warning = warning(report, "mix-shift");
        assertThat(warning.get("dimension").asText()).isEqualTo("plan");
        assertThat(warning.get("totalVariation").asDouble()).isCloseTo(0.5 - 40.0 / 440, within(1e-9));
        assertThat(warning.at("/most/0/plan").asText()).isIn("free", "pro");
        assertThat(report.get("plans").findValuesAsText("verdict")).containsExactly("no-evidence", "no-evidence");
        // One stratum by source sees the whole shift.
        assertThat(report("?stratify=source").at("/tags/0/verdict").asText()).isEqualTo("worse");
        assertThat(report("?plan=pro").get("warnings").findValuesAsText("kind")).doesNotContain("mix-shift");
    }

    /** Worse within each plan, and fewer as a whole, since far more items come from the happier one. */
    @Test
    void shouldTellTheRatesOfTheVerdict_whenTheMixHidesThem() {
        share(RELEASED.minusSeconds(3600), "scale", 160, 800);
        share(RELEASED.plusSeconds(3600), "scale", 60, 200);
        share(RELEASED.minusSeconds(3600), "free", 4, 200);
        share(RELEASED.plusSeconds(3600), "free", 40, 800);
        // A plan on one side only has no part in the comparison.
        share(RELEASED.plusSeconds(3600), "new", 0, 100);
        send();

        JsonNode exports = report("?window=7d").at("/tags/0");
        assertThat(exports.get("rateBefore").asDouble())
                .isGreaterThan(exports.get("rateAfter").asDouble());
        assertThat(exports.get("standardizedBefore").asDouble()).isCloseTo(0.11, within(1e-12));
        assertThat(exports.get("standardizedAfter").asDouble()).isCloseTo(0.175, within(1e-12));
        assertThat(exports.get("stratifiedZ").asDouble()).isCloseTo(3.5557, within(1e-4));
        assertThat(exports.get("verdict").asText()).isEqualTo("worse");
        assertThat(api.get(REPORT + "?window=7d&format=html").body())
                .contains("</strong>: 11.0 % of all items before, 17.5 % after, at the same mix of plans (16.4 % and"
                        + " 9.1 % at the mix that there was).");
        assertThat(api.get(REPORT + "?window=7d&format=csv").body().lines().findFirst())
                .hasValueSatisfying(
                        header -> assertThat(header).endsWith("affected,standardizedBefore,standardizedAfter"));
    }

    /** Nothing that was not tested is told as if it had been. */
    @Test
    void shouldNotSpeakOfEvidence_whenNothingCouldBeTested() {
        share(RELEASED.minusSeconds(3600), "old name", 25, 500);
        share(RELEASED.plusSeconds(3600), "new name", 112, 500);
        send();

        assertThat(report("?window=7d").at("/tags/0/verdict").asText()).isEqualTo("not-enough-data");
        assertThat(api.get(REPORT + "?window=7d&format=html").body())
                .contains("Nothing could be tested: too few of the items can be compared within plans.")
                .doesNotContain("There is no evidence that the release");
        assertThat(api.get(REPORT + "?window=7d&stratify=source&format=html").body())
                .contains("Negative feedback increased for");
    }

    @Test
    void shouldAdviseToCompareWithinWhatShifted_whenTheReportDoesNot() {
        for (int i = 0; i < 400; i++) {
            lines.add(item(before(i), "u" + i, "neutral", "exports", "pro", i % 2 == 0 ? "survey" : "tickets", ""));
            lines.add(item(after(i), "u" + i, "neutral", "exports", "pro", i % 4 > 0 ? "survey" : "tickets", ""));
        }
        send();

        assertThat(warning(report("?window=7d"), "mix-shift").get("message").asText())
                .contains("compare within sources (stratify=source).")
                .doesNotContain("use stratifiedZ");
        assertThat(warning(report("?window=7d&stratify=source"), "mix-shift")
                        .get("message")
                        .asText())
                .contains("use stratifiedZ, not z.");
    }

    private void share(Instant at, String plan, int negative, int all) {
        for (int i = 0; i < all; i++) {
            say(at, i < negative ? "negative" : "positive", "exports", plan, "");
        }
    }

    @Test
    void shouldNameTheTagTheWordAndTheItems_whenARegressionIsPlanted() {
        for (int i = 0; i < 300; i++) {
            say(before(i), i % 10 == 0 ? "negative" : "neutral", "exports", "pro", "It is fine, thanks");
            say(before(i), i % 10 == 0 ? "negative" : "neutral", "billing", "pro", "the bill");
            say(
                    after(i),
                    i % 3 == 0 ? "negative" : "neutral",
                    "exports",
                    "pro",
                    i % 3 == 0 ? "It’s a blank PDF 404" : "ok");
            say(after(i), i % 30 == 0 ? "negative" : "neutral", "billing", "pro", "the bill");
        }
        // One person who says it a hundred times is one person.
        for (int i = 0; i < 100; i++) {
            lines.add(item(after(i), "u_loud", "neutral", "billing", "pro", "in-app-widget", "zebra"));
        }
        send();

        JsonNode report = report("?window=7d");
        assertThat(report.get("tags").findValuesAsText("tag")).containsExactly("exports", "billing");
        assertThat(report.get("tags").findValuesAsText("verdict")).containsExactly("worse", "better");
        List<String> terms = report.get("terms").findValuesAsText("term");
        assertThat(terms).contains("blank", "pdf", "ok").doesNotContain("404", "zebra", "the", "it's", "it’s", "bill");
        JsonNode blank = StreamSupport.stream(report.get("terms").spliterator(), false)
                .filter(t -> t.get("term").asText().equals("blank"))
                .findFirst()
                .orElseThrow();
        assertThat(blank.get("kind").asText()).isEqualTo("new");
        assertThat(blank.get("after").asInt()).isEqualTo(100);
        assertThat(blank.get("examples"))
                .hasSize(3)
                .allSatisfy(id -> assertThat(api.get("/v1/feedback/" + id.asText())
                                .json()
                                .get("message")
                                .asText())
                        .contains("blank"));
        assertThat(report.get("said"))
                .hasSize(20)
                .allSatisfy(item -> assertThat(item.get("sentiment").asText()).isEqualTo("negative"));
        assertThat(report.get("said").findValuesAsText("createdAt"))
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void shouldWarn_whenTheWindowsAreUnlikeInOtherThings() {
        for (int i = 0; i < 30; i++) {
            lines.add(item(before(i), "u_" + i, "neutral", "exports", "pro", "zendesk", ""));
            lines.add(item(before(i), "u_" + i, "neutral", "exports", "pro", "mail", ""));
            lines.add(item(after(i), "u_" + i, "neutral", "exports", "pro", "mail", ""));
        }
        send();
        release("1.9", RELEASED.minus(Duration.ofDays(7)), "[]");
        release("1.8", RELEASED.minus(Duration.ofDays(7)).minusMillis(1), "[]");
        release("2.0.1", RELEASED.plus(Duration.ofDays(2)), "[]");

        JsonNode report = report("?window=7d");
        assertThat(warning(report, "source-silent").get("source").asText()).isEqualTo("zendesk");
        assertThat(warning(report, "source-silent").get("expected").asDouble()).isEqualTo(30);
        assertThat(warning(report, "strata-left-out", w -> true)).isNull();
        assertThat(report.get("warnings").findValuesAsText("version")).containsExactlyInAnyOrder("1.9", "2.0.1");
        assertThat(warning(report, "window-running", w -> true)).isNull();
        assertThat(warning(report("?window=30d"), "window-running").get("to").asText())
                .isEqualTo("2026-07-19T14:00:00Z");
        assertThat(warning(report("?stratify=source"), "strata-left-out")
                        .get("items")
                        .asInt())
                .isEqualTo(30);

        for (int i = 0; i < 9; i++) {
            release("2.1." + i, RELEASED.plusSeconds(i), "[]");
        }
        JsonNode many = warning(report("?window=7d"), "other-release");
        assertThat(many.get("releases").asInt()).isEqualTo(11);
        assertThat(many.get("message").asText()).startsWith("11 other releases");

        release("3.0", ApiFixture.NOW.plus(Duration.ofDays(100)), "[]");
        JsonNode future = api.get("/v1/releases/3.0/report?window=7d").json();
        assertThat(future.get("warnings").findValuesAsText("side")).contains("before", "after");
        assertThat(future.at("/after/negativeShare").isNull()).isTrue();
        assertThat(future.get("tags")).isEmpty();
    }

    @Test
    void shouldTellHowLongItTook_whenItemsAreResolved() {
        lines.add(item(before(1), "u_1", "negative", "exports", "pro", "mail", "")
                .replaceFirst(
                        "\"sentiment\"",
                        "\"status\":\"resolved\",\"resolvedAt\":\"" + before(1).plusSeconds(90) + "\",\"sentiment\""));
        lines.add(item(after(1), "u_1", "negative", "exports", "pro", "mail", ""));
        send();

        JsonNode report = report("");
        assertThat(report.at("/before/resolved").asInt()).isEqualTo(1);
        assertThat(report.at("/before/meanSecondsToResolve").asDouble()).isEqualTo(90);
        assertThat(report.at("/after/resolved").asInt()).isZero();
        assertThat(report.at("/after/meanSecondsToResolve").isNull()).isTrue();
    }

    @Test
    void shouldSaySo_whenThereAreMoreItemsThanAreRead() {
        api.close();
        api = new ApiFixture(ApiSettings.of("127.0.0.1", 0, draft -> draft.reportItems = 10));
        release("2.0", RELEASED, "[]");
        for (int i = 0; i < 11; i++) {
            say(after(i), "negative", "exports", "pro", "word");
        }
        for (int i = 0; i < 10; i++) {
            say(before(i), "negative", "exports", "pro", "word");
        }
        send();

        JsonNode report = report("");
        assertThat(warning(report, "terms-capped").get("share").asDouble()).isEqualTo(10 / 11d);
        assertThat(warning(report, "terms-capped").get("sides")).hasSize(2);
        assertThat(report.at("/after/items").asInt()).isEqualTo(11);
    }

    @Test
    void shouldSayWhatIsMissing_whenAPartIsTakenAndAPartitionCannotBeRead() {
        say(before(1), "negative", "exports", "pro", "word");
        say(after(1), "negative", "exports", "pro", "word");
        send();
        api.loop.lose(3);

        assertThat(api.get("/v1/releases/2.0/report").status()).isEqualTo(503);
        JsonNode report = report("?partial=true");
        assertThat(report.at("/asOf/complete").asBoolean()).isFalse();
        assertThat(report.at("/asOf/missing/0").asInt()).isEqualTo(3);
        assertThat(warning(report, "partitions-missing").at("/partitions/0").asInt())
                .isEqualTo(3);
        assertThat(report.at("/after/items").asInt()).isEqualTo(1);
        Answer csv = api.get("/v1/releases/2.0/report?partial=true&format=csv");
        assertThat(csv.header("Loop-Missing")).isEqualTo("3");
        assertThat(csv.header("Loop-Warnings")).contains("partitions-missing");
        assertThat(api.get("/v1/releases/2.0/report?partial=true&format=html").body())
                .contains("Partitions missing")
                .doesNotContain(">partial true<");
    }

    /** Random items and filters, against the formulas written once more over the items that the list gives. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldAgreeWithARecount_whenItemsAreRandom(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 1500; i++) {
            say(
                    RELEASED.plusMillis((long) ((random.nextDouble() + random.nextDouble() - 1)
                            * Duration.ofDays(9).toMillis())),
                    List.of("positive", "neutral", "negative").get(random.nextInt(3)),
                    List.of("a", "b", "c", "d,e", "=f").get((int) (5 * random.nextDouble() * random.nextDouble())),
                    List.of("free", "pro", "scale").get(random.nextInt(random.nextBoolean() ? 3 : 1)),
                    "");
        }
        send();
        String filter =
                List.of("", "&plan=pro&plan=scale", "&tag=!a", "&source=none").get(random.nextInt(4));
        String question = "?window=3d&baseline=5d" + filter;

        JsonNode report = report(question);
        List<JsonNode> before = items("from=2026-06-14T14:00:00Z&to=2026-06-19T14:00:00Z" + filter);
        List<JsonNode> after = items("from=2026-06-19T14:00:00Z&to=2026-06-22T14:00:00Z" + filter);

        assertThat(report.at("/before/items").asInt()).as("seed %d", seed).isEqualTo(before.size());
        assertThat(report.at("/after/items").asInt()).isEqualTo(after.size());
        Set<String> tags = new HashSet<>();
        for (JsonNode row : report.get("tags")) {
            String tag = row.get("tag").asText();
            tags.add(tag);
            Predicate<JsonNode> hit =
                    item -> negative(item) && item.get("tag").asText().equals(tag);
            assertThat(row.get("before").asLong()).isEqualTo(count(before, hit));
            assertThat(row.get("after").asLong()).isEqualTo(count(after, hit));
            assertThat(row.get("stratifiedZ").asDouble())
                    .as("seed %d %s", seed, row)
                    .isCloseTo(stratified(before, after, hit), within(1e-9));
            double p = row.get("p").asDouble();
            assertThat(row.get("verdict").asText())
                    .isEqualTo(
                            row.get("p").isNull()
                                    ? "not-enough-data"
                                    : row.get("q").asDouble() >= 0.05
                                            ? "no-evidence"
                                            : row.get("stratifiedZ").asDouble() > 0 ? "worse" : "better");
            assertThat(row.get("q").asDouble()).isGreaterThanOrEqualTo(p);
        }
        Set<String> negatives = new HashSet<>();
        List.of(before, after)
                .forEach(items -> items.stream()
                        .filter(ReleaseReportTest::negative)
                        .forEach(item -> negatives.add(item.get("tag").asText())));
        assertThat(tags).isEqualTo(negatives);

        List<NamedCsvRecord> csv = csv(api.get(REPORT + question, "Accept", "text/csv"));
        assertThat(csv).hasSize(report.get("tags").size());
        for (int i = 0; i < csv.size(); i++) {
            JsonNode row = report.get("tags").get(i);
            for (String figure : List.of(
                    "before",
                    "after",
                    "itemsBefore",
                    "itemsAfter",
                    "rateBefore",
                    "rateAfter",
                    "z",
                    "stratifiedZ",
                    "p",
                    "q",
                    "verdict",
                    "affected")) {
                assertThat(csv.get(i).getField(figure))
                        .as(figure)
                        .isEqualTo(
                                row.get(figure).isNull() ? "" : row.get(figure).asText());
            }
            assertThat(csv.get(i).getField("rateAfterHigh"))
                    .isEqualTo(row.at("/rateAfterInterval/1").asText());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            window=0d       | window   | from 1s to 366d
            window=0        | window   | a number of s, m, h, d or w
            window=10y      | window   | a number of s, m, h, d or w
            window=367d     | window   | from 1s to 366d
            window=-1d      | window   | as in 36h or 7d
            window=99999999w| window   | from 1s to 366d
            baseline=week   | baseline | as in 36h or 7d
            window=7d&window=8d | window | give it once
            windw=7d        | windw    | did you mean \\"window
            from=2026-01-01 | from     | Known are window
            stratify=plna   | stratify | did you mean plan
            stratify=tag    | stratify | use one of plan, source
            tag=a&tag=!b     | tag      | do either
            """)
    void shouldSayWhatToDo_whenTheQuestionIsBad(String query, String field, String says) {
        Answer answer = api.get(REPORT + "?" + query);
        assertThat(answer.status()).isEqualTo(400);
        JsonNode error = answer.json().at("/errors/0");
        assertThat(error.get("field").asText()).isEqualTo(field);
        assertThat(error.toString()).contains(says);
    }

    @Test
    void shouldRefuse_whenThereIsNoSuchReleaseOrRightOrAnswer() {
        release("2.0.1", RELEASED, "[]");
        Answer unknown = api.get("/v1/releases/2.0.2/report");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().get("detail").asText()).contains("2.0.2").contains("2.0.1");
        assertThat(api.get(REPORT + "?format=pdf").status()).isEqualTo(400);
        assertThat(api.send("GET", REPORT, ApiFixture.PUBLISHABLE, null).status())
                .isEqualTo(403);
        assertThat(api.send("GET", REPORT, ApiFixture.OTHER, null).status()).isEqualTo(404);
        api.loop.failQuestionsAfter(1, new NotReadyException("moving", Duration.ofSeconds(2)));
        assertThat(api.get(REPORT).status()).isEqualTo(503);
    }

    /** Cochran-Mantel-Haenszel by plan, from the items and not from counts. */
    private static double stratified(List<JsonNode> before, List<JsonNode> after, Predicate<JsonNode> hit) {
        double surplus = 0;
        double variance = 0;
        for (String plan : List.of("free", "pro", "scale")) {
            Predicate<JsonNode> of = item -> item.get("plan").asText().equals(plan);
            double n0 = count(before, of);
            double n1 = count(after, of);
            double hits = count(before, of.and(hit)) + count(after, of.and(hit));
            double n = n0 + n1;
            if (n0 > 0 && n1 > 0) {
                surplus += count(after, of.and(hit)) - hits * n1 / n;
                variance += hits / n * (1 - hits / n) * n0 * n1 / (n - 1);
            }
        }
        return surplus / Math.sqrt(variance);
    }

    private static long count(List<JsonNode> items, Predicate<JsonNode> which) {
        return items.stream().filter(which).count();
    }

    private static boolean negative(JsonNode item) {
        return item.get("sentiment").asText().equals("negative");
    }

    private List<JsonNode> items(String filter) {
        var items = new ArrayList<JsonNode>();
        String cursor = "";
        while (true) {
            JsonNode page =
                    api.get("/v1/feedback?limit=1000&" + filter + cursor).json();
            page.get("data").forEach(items::add);
            if (!page.has("next")) {
                return items;
            }
            cursor = "&cursor=" + page.get("next").asText();
        }
    }

    private JsonNode report(String query) {
        Answer answer = api.get(REPORT + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static JsonNode warning(JsonNode report, String kind) {
        return Objects.requireNonNull(warning(report, kind, w -> true), kind + " in " + report.get("warnings"));
    }

    private static @org.jspecify.annotations.Nullable JsonNode warning(
            JsonNode report, String kind, Predicate<JsonNode> which) {
        return StreamSupport.stream(report.get("warnings").spliterator(), false)
                .filter(w -> w.get("kind").asText().equals(kind))
                .filter(which)
                .findFirst()
                .orElse(null);
    }

    private static List<NamedCsvRecord> csv(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        try (var reader = CsvReader.builder().ofNamedCsvRecord(answer.body())) {
            return reader.stream().toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Instant before(int i) {
        return RELEASED.minusSeconds(60 + 60L * i);
    }

    private static Instant after(int i) {
        return RELEASED.plusSeconds(60L * i);
    }

    /** Adds an item, by another user each time. */
    private void say(Instant at, String sentiment, String tag, String plan, String message) {
        lines.add(item(at, "u_" + lines.size(), sentiment, tag, plan, "in-app-widget", message));
    }

    private static String item(
            Instant at, String user, String sentiment, String tag, String plan, String source, String message) {
        return "{\"user\":{\"id\":\"" + user + "\"},\"message\":\"" + message + "\",\"sentiment\":\"" + sentiment
                + "\",\"tag\":\"" + tag + "\",\"plan\":\"" + plan + "\",\"source\":\"" + source
                + "\",\"createdAt\":\"" + at + "\"}";
    }

    private void send() {
        JsonNode result = api.post(
                        "/v1/feedback/batch", String.join("\n", lines), "Content-Type", "application/x-ndjson")
                .json();
        assertThat(result.get("created").asInt()).isEqualTo(lines.size());
        lines.clear();
    }

    private void release(String version, Instant at, String tags) {
        String body = "{\"releasedAt\":\"" + at + "\",\"tags\":" + tags + "}";
        assertThat(api.send("PUT", "/v1/releases/" + version, ApiFixture.SECRET, body.getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(201);
    }
}
