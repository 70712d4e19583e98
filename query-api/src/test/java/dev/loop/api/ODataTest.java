package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The OData feed over HTTP: what a tool sees of it. */
class ODataTest {

    private static final List<String> TAGS = List.of("exports", "billing", "search", "");
    private static final List<String> SENTIMENTS = List.of("positive", "neutral", "negative");

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** Six an hour, back from noon of 1 July. */
    private void say(int items) {
        var lines = new StringBuilder();
        for (int i = 0; i < items; i++) {
            String tag = TAGS.get(i % TAGS.size());
            lines.append(ApiFixture.item(
                            "u_" + i % 10,
                            SENTIMENTS.get(i % 3),
                            (tag.isEmpty() ? "" : "\"tag\":\"" + tag + "\",")
                                    + (i % 5 == 0 ? "" : "\"plan\":\"" + (i % 2 == 0 ? "scale" : "free") + "\",")
                                    + "\"source\":\"zendesk\",\"externalId\":\"x" + i + "\",\"metadata\":{\"n\":\"" + i
                                    + "\"},\"createdAt\":\"" + ApiFixture.NOW.minusSeconds(600L * i) + "\""))
                    .append('\n');
        }
        assertThat(api.post("/v1/feedback/batch", lines.toString(), "Content-Type", "application/x-ndjson")
                        .status())
                .isEqualTo(202);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String path(String set, String... options) {
        var path = new StringBuilder("/odata/").append(set);
        for (int i = 0; i < options.length; i += 2) {
            path.append(i == 0 ? '?' : '&').append(options[i]).append('=').append(encoded(options[i + 1]));
        }
        return path.toString();
    }

    private JsonNode read(String set, String... options) {
        Answer answer = api.get(path(set, options));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** All rows, page by page. */
    private List<JsonNode> all(int pageSize, String set, String... options) {
        List<JsonNode> rows = new ArrayList<>();
        String at = path(set, options);
        while (true) {
            Answer answer = api.get(at, "Prefer", "odata.maxpagesize=" + pageSize);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            answer.json().get("value").forEach(rows::add);
            assertThat(answer.json().get("value").size()).isLessThanOrEqualTo(pageSize);
            if (!answer.json().has("@odata.nextLink")) {
                return rows;
            }
            String next = answer.json().get("@odata.nextLink").asText();
            assertThat(next).startsWith(api.server.uri() + "/odata/" + set + "?");
            at = next.substring(api.server.uri().toString().length());
        }
    }

    private static List<String> texts(Iterable<JsonNode> rows, String column) {
        List<String> texts = new ArrayList<>();
        rows.forEach(
                row -> texts.add(row.get(column).isNull() ? "" : row.get(column).asText()));
        return texts;
    }

    @Test
    void shouldTellItsTables_whenAToolBegins() {
        Answer service = api.get("/odata");
        assertThat(service.header("OData-Version")).isEqualTo("4.0");
        assertThat(service.header("Content-Type")).startsWith("application/json;odata.metadata=minimal");
        assertThat(service.json().get("@odata.context").asText()).isEqualTo(api.server.uri() + "/odata/$metadata");
        assertThat(service.json().get("value").findValuesAsText("url"))
                .containsExactly("Feedback", "Sentiment", "Releases", "Accounts");
        assertThat(api.get("/odata/").json()).isEqualTo(service.json());

        Answer metadata = api.get("/odata/$metadata", "Accept", "application/xml");
        assertThat(metadata.header("Content-Type")).startsWith("application/xml");
        assertThat(metadata.body())
                .contains("<EntitySet Name=\"Sentiment\" EntityType=\"Loop.SentimentCell\">")
                .contains("<Property Name=\"Tags\" Type=\"Collection(Edm.String)\" Nullable=\"false\">");
        assertThat(metadata.body())
                .contains("Capabilities.V1.BatchSupported\" Bool=\"false\"")
                .contains("<String>startswith</String>")
                .doesNotContain("<String>substring</String>");
        assertThat(api.get("/odata", "Accept", "application/atom+xml")
                        .json()
                        .at("/error/message")
                        .asText())
                .contains("no Atom");
        assertThat(api.get("/odata/%24metadata").body()).isEqualTo(metadata.body());
        assertThat(api.get("/odata/$metadata?$format=json").status()).isEqualTo(501);
        assertThat(api.get("/odata", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "loop.example")
                        .json()
                        .get("@odata.context")
                        .asText())
                .isEqualTo("https://loop.example/odata/$metadata");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/odata/Feedback?$filter=Revision%20gt%201e400",
                "/odata/Feedback?$filter=Revision%20in%20(1,-1e400)",
                "/odata/Feedback?$filter=length(Message)%20eq%201e999999",
                "/odata/Feedback?$filter=Revision%20gt%2099999999999999999999",
                "/odata/Sentiment?$filter=Items%20gt%201e999999",
                "/odata/Sentiment?$apply=filter(Items%20gt%201e400)/aggregate(Items%20with%20sum%20as%20N)",
                "/odata/Sentiment?$apply=aggregate(Items%20with%20sum%20as%20N)/filter(N%20gt%201e400)"
            })
    void shouldRefuse_whenANumberIsBeyondWhatNumbersHere(String address) {
        Answer answer = api.get(address);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().at("/error/message").asText()).isNotEmpty();
    }

    @Test
    void shouldShowEveryField_whenARowIsRead() {
        String id = api.post(
                        "/v1/feedback",
                        ApiFixture.item(
                                "u_1",
                                "negative",
                                "\"tag\":\"exports\",\"consent\":true,\"metadata\":{\"b\":\"2\",\"a\":\"1\"},"
                                        + "\"createdAt\":\"2026-06-19T14:00:00.5Z\""))
                .json()
                .get("id")
                .asText();

        JsonNode row = read("Feedback").get("value").get(0);
        assertThat(row.toString())
                .isEqualTo("{\"Id\":\"" + id + "\",\"UserId\":\"u_1\",\"Message\":\"said\",\"Sentiment\":\"negative\","
                        + "\"Tag\":\"exports\",\"Plan\":null,\"Source\":null,\"Status\":\"open\","
                        + "\"CreatedAt\":\"2026-06-19T14:00:00.5Z\",\"ReceivedAt\":\"2026-07-01T12:00:00Z\","
                        + "\"UpdatedAt\":\"2026-07-01T12:00:00Z\",\"ResolvedAt\":null,\"ExternalId\":null,"
                        + "\"Consent\":true,\"Revision\":1,\"JudgedBy\":null,\"JudgedVersion\":null,"
                        + "\"Unsure\":false,\"Sure\":null,\"Language\":null,\"Theme\":null,\"Metadata\":[{\"Key\":\"a\",\"Value\":\"1\"},"
                        + "{\"Key\":\"b\",\"Value\":\"2\"}]}");
        JsonNode one = read("Feedback('" + id + "')", "$select", "Tag,Revision");
        assertThat(one.toString())
                .isEqualTo("{\"@odata.context\":\"" + api.server.uri()
                        + "/odata/$metadata#Feedback(Tag,Revision)/$entity\",\"Tag\":\"exports\",\"Revision\":1}");
        assertThat(read("Feedback(Id='" + id + "')").get("Id").asText()).isEqualTo(id);
        assertThat(read("Feedback(%27" + id + "%27)").get("Id").asText()).isEqualTo(id);

        JsonNode full = api.get("/odata/Feedback?$format=application/json;odata.metadata=full;IEEE754Compatible=true")
                .json()
                .get("value")
                .get(0);
        assertThat(full.get("@odata.id").asText()).isEqualTo("Feedback('" + id + "')");
        assertThat(full.get("Revision").asText()).isEqualTo("1");
        assertThat(full.get("Revision").isTextual()).isTrue();
        assertThat(full.get("Revision@odata.type").asText()).isEqualTo("#Int64");
        assertThat(full.get("CreatedAt@odata.type").asText()).isEqualTo("#DateTimeOffset");
        assertThat(full.get("Metadata@odata.type").asText()).isEqualTo("#Collection(Loop.Entry)");
        assertThat(full.has("Tag@odata.type")).isFalse();
        assertThat(api.get("/odata/Feedback", "Accept", "application/json;odata.metadata=none")
                        .json()
                        .has("@odata.context"))
                .isFalse();
        assertThat(read("Feedback", "$filter", "Metadata/any(m: m/Key eq 'a' and m/Value eq '1')")
                        .get("value"))
                .hasSize(1);
    }

    @Test
    void shouldHaveEachRowOnce_whenPagedWhateverTheOrder() {
        say(250);
        for (String order :
                List.of("", "CreatedAt desc", "CreatedAt", "Tag,CreatedAt", "Plan desc,Sentiment", "Id desc")) {
            List<JsonNode> rows = order.isEmpty() ? all(37, "Feedback") : all(37, "Feedback", "$orderby", order);
            assertThat(new HashSet<>(texts(rows, "Id"))).as(order).hasSize(250);
            assertThat(rows).as(order).hasSize(250);
        }
        List<String> tags = texts(all(60, "Feedback", "$orderby", "Tag"), "Tag");
        assertThat(tags).isSorted().startsWith("").endsWith("search");
        assertThat(texts(all(60, "Feedback", "$orderby", "CreatedAt"), "CreatedAt"))
                .isSorted();
        assertThat(texts(all(1_000, "Feedback"), "Id"))
                .isEqualTo(texts(all(1_000, "Feedback", "$orderby", "CreatedAt desc,Id"), "Id"));
    }

    @Test
    void shouldLookThroughAllOnce_whenASortedListIsReadToItsEnd() {
        say(250);
        int before = api.loop.listed();
        List<JsonNode> rows = all(10, "Feedback", "$orderby", "UserId desc", "$filter", "contains(ExternalId,'x')");
        assertThat(texts(rows, "UserId")).hasSize(250).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(api.loop.listed() - before).as("pages read of the stores").isOne();
        all(10, "Feedback", "$orderby", "UserId desc", "$filter", "contains(ExternalId,'x')");
        assertThat(api.loop.listed() - before)
                .as("who begins anew sees what there is by then")
                .isEqualTo(2);
    }

    @Test
    void shouldHaveEachRowThatStands_whenItemsChangeWhileASortedListIsRead() {
        say(60);
        String at = path("Feedback", "$orderby", "Tag,Id", "$filter", "Status eq 'open'");
        List<String> expected = texts(all(1_000, "Feedback", "$orderby", "Tag,Id"), "Id");
        Answer first = api.get(at, "Prefer", "odata.maxpagesize=20");
        List<String> seen = new ArrayList<>(texts(first.json().get("value"), "Id"));
        assertThat(seen).isEqualTo(expected.subList(0, 20));
        String erased = expected.get(30);
        String resolved = expected.get(31);
        String retagged = expected.get(59);
        assertThat(api.send("DELETE", "/v1/feedback/" + erased, ApiFixture.SECRET, null)
                        .status())
                .isEqualTo(204);
        patch(resolved, "{\"status\":\"resolved\"}");
        Answer last = patch(retagged, "{\"tag\":\"aaa\"}");
        String next = nextOf(first);
        Answer second = api.get(next);
        seen.addAll(texts(second.json().get("value"), "Id"));
        JsonNode third = api.get(nextOf(second)).json();
        seen.addAll(texts(third.get("value"), "Id"));
        assertThat(third.has("@odata.nextLink")).isFalse();
        List<String> standing = new ArrayList<>(expected);
        standing.removeAll(List.of(erased, resolved));
        assertThat(seen).isEqualTo(standing);
        assertThat(third.get("value")
                        .get(third.get("value").size() - 1)
                        .get("Tag")
                        .asText())
                .as("each row as it stands")
                .isEqualTo("aaa");

        int before = api.loop.listed();
        assertThat(api.get(next, "Loop-Position", last.header("Loop-Position")).status())
                .isEqualTo(200);
        assertThat(api.loop.listed() - before)
                .as("who asks for a later state gets it")
                .isOne();
    }

    private Answer patch(String id, String body) {
        Answer answer =
                api.send("PATCH", "/v1/feedback/" + id, ApiFixture.SECRET, body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private String nextOf(Answer page) {
        return page.json()
                .get("@odata.nextLink")
                .asText()
                .substring(api.server.uri().toString().length());
    }

    @Test
    void shouldSkipAndEnd_whenTopAndSkipSpanPages() {
        say(100);
        List<String> everything = texts(all(1_000, "Feedback"), "Id");
        assertThat(texts(all(7, "Feedback", "$skip", "10", "$top", "30"), "Id")).isEqualTo(everything.subList(10, 40));
        List<String> byTag = texts(all(1_000, "Feedback", "$orderby", "Tag"), "Id");
        assertThat(texts(all(7, "Feedback", "$orderby", "Tag", "$skip", "10", "$top", "30"), "Id"))
                .isEqualTo(byTag.subList(10, 40));
        assertThat(all(7, "Feedback", "$skip", "95")).hasSize(5);
        assertThat(all(7, "Feedback", "$skip", "100")).isEmpty();
        assertThat(all(7, "Feedback", "$orderby", "Tag", "$skip", "100")).isEmpty();
        JsonNode none = read("Feedback", "$top", "0", "$count", "true");
        assertThat(none.get("value")).isEmpty();
        assertThat(none.get("@odata.count").asInt()).isEqualTo(100);
        assertThat(none.has("@odata.nextLink")).isFalse();
        assertThat(read("Feedback", "$top", "100").has("@odata.nextLink")).isFalse();
    }

    @Test
    void shouldCountAll_whenAsked() {
        say(120);
        assertThat(api.get("/odata/Feedback/$count").body()).isEqualTo("120");
        assertThat(api.get(path("Feedback/$count", "$filter", "Tag eq 'exports'"))
                        .body())
                .isEqualTo("30");
        assertThat(api.get(path("Feedback/$count", "$filter", "contains(ExternalId,'x1')"))
                        .body())
                .isEqualTo("31");
        assertThat(read("Feedback", "$count", "true", "$top", "3", "$filter", "Tag eq null")
                        .get("@odata.count")
                        .asInt())
                .isEqualTo(30);
        assertThat(read("Feedback", "$count", "true", "$orderby", "Tag", "$top", "3", "$filter", "Tag eq null")
                        .get("@odata.count")
                        .asInt())
                .isEqualTo(30);
        assertThat(api.get(path("Sentiment/$count", "$apply", "groupby((Tag))")).body())
                .isEqualTo("4");
    }

    /** The stores are asked some of it; that must not change what is found. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            Tag eq 'exports'                                                             | 60
            Tag ne 'exports'                                                             | 180
            Tag eq null                                                                  | 60
            Tag ne null and Tag ne 'exports'                                             | 120
            Tag eq ''                                                                    | 0
            Tag eq 'exports' or Tag eq 'billing'                                         | 120
            Tag eq 'exports' or 'billing' eq Tag or Tag eq null                          | 180
            Tag in ('exports','billing') and Tag in ('billing','search')                 | 60
            Tag eq 'exports' or Sentiment eq 'negative'                                  | 120
            Sentiment eq 'negative' and Sentiment eq 'positive'                          | 0
            Sentiment eq 'negativ'                                                       | 0
            Sentiment in ('negative','neutral')                                          | 160
            Sentiment ne 'negative' and Status eq 'open'                                 | 160
            Status eq 'resolved'                                                         | 0
            CreatedAt ge 2026-07-01                                                      | 73
            CreatedAt gt 2026-07-01                                                      | 72
            CreatedAt lt 2026-07-01T00:00:00Z                                            | 167
            2026-07-01 le CreatedAt and CreatedAt le 2026-07-01T01:00:00Z                | 7
            CreatedAt eq 2026-07-01T12:00:00Z                                            | 1
            CreatedAt gt 2026-07-01 and CreatedAt lt 2026-06-30                          | 0
            CreatedAt ge 0001-01-01T00:00:00Z and CreatedAt le 9999-12-31T23:59:59Z      | 240
            UserId in ('u_1','u_2') and not (Plan eq 'free')                             | 24
            Revision ge 1 and Consent eq null and startswith(UserId,'u_')                | 240
            """)
    void shouldFindTheSame_whenTheStoresAreAsked(String filter, int found) {
        say(240);
        assertThat(all(1_000, "Feedback", "$filter", filter)).hasSize(found);
        assertThat(api.get(path("Feedback/$count", "$filter", filter)).body()).isEqualTo("" + found);
        // The filter is in a form that the cells cannot answer.
        assertThat(all(1_000, "Feedback", "$filter", "(" + filter + ") eq true"))
                .hasSize(found);
        assertThat(all(1_000, "Feedback", "$orderby", "Id", "$filter", filter)).hasSize(found);
    }

    @Test
    void shouldAddUpToTheApi_whenTheCubeIsRead() {
        say(400);
        assertThat(api.send(
                                "PATCH",
                                "/v1/feedback/"
                                        + read("Feedback")
                                                .get("value")
                                                .get(0)
                                                .get("Id")
                                                .asText(),
                                ApiFixture.SECRET,
                                "{\"status\":\"resolved\"}".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(200);
        List<JsonNode> cells = all(5, "Sentiment");
        assertThat(new HashSet<>(texts(cells, "Id"))).hasSameSizeAs(cells);
        Map<String, Long> byTag = new TreeMap<>();
        long resolved = 0;
        for (JsonNode cell : cells) {
            byTag.merge(
                    cell.get("Tag").asText() + "/" + cell.get("Sentiment").asText(),
                    cell.get("Items").asLong(),
                    Long::sum);
            resolved += cell.get("Resolved").asLong();
            assertThat(cell.get("Open").asLong() + cell.get("Resolved").asLong())
                    .isEqualTo(cell.get("Items").asLong());
        }
        assertThat(byTag).isEqualTo(bySentimentOfTheApi());
        assertThat(resolved).isEqualTo(1);
        assertThat(texts(cells, "Day")).isSorted().contains("2026-07-01", "2026-06-29");

        Map<String, Long> applied = new TreeMap<>();
        for (JsonNode row : read("Sentiment", "$apply", "groupby((Tag,Sentiment),aggregate(Items with sum as N))")
                .get("value")) {
            applied.put(
                    row.get("Tag").asText() + "/" + row.get("Sentiment").asText(),
                    row.get("N").asLong());
        }
        assertThat(applied).isEqualTo(byTag);
        JsonNode cell = cells.get(3);
        assertThat(read("Sentiment('" + cell.get("Id").asText() + "')").get("Items"))
                .isEqualTo(cell.get("Items"));
    }

    @Test
    void shouldReadTheCubeDayByDay_whenTheStoresCannotAnswerMoreAtOnce() {
        say(900);
        List<JsonNode> atOnce = all(1_000, "Sentiment");
        api.loop.allowSpans(1);
        assertThat(all(1_000, "Sentiment")).isEqualTo(atOnce);
        assertThat(all(7, "Sentiment")).isEqualTo(atOnce);
        assertThat(texts(atOnce, "Day")).contains("2026-06-25");
        Answer tooMuch = api.get(path("Sentiment", "$apply", "groupby((Day),aggregate(Items with sum as N))"));
        assertThat(tooMuch.status()).isEqualTo(400);
        assertThat(tooMuch.json().at("/error/code").asText()).isEqualTo("too-much-asked");
        api.loop.allowSpans(0);
        assertThat(api.get("/odata/Sentiment").status()).isEqualTo(400);
    }

    private Map<String, Long> bySentimentOfTheApi() {
        Map<String, Long> counts = new TreeMap<>();
        for (JsonNode row : api.get("/v1/sentiment?group_by=tag").json().get("rows")) {
            for (String sentiment : SENTIMENTS) {
                if (row.get(sentiment).asLong() > 0) {
                    counts.put(
                            row.get("tag").asText() + "/" + sentiment,
                            row.get(sentiment).asLong());
                }
            }
        }
        return counts;
    }

    /** Compares the figures of an aggregation with those of counted items. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            groupby((Tag),aggregate(Items with sum as N))                                        | groupby((Tag),aggregate($count as N))
            groupby((Plan,Sentiment),aggregate(Items with sum as N))                             | groupby((Plan,Sentiment),aggregate($count as N))
            filter(Plan eq 'scale')/groupby((Tag),aggregate(Items with sum as N))                | filter(Plan eq 'scale')/groupby((Tag),aggregate($count as N))
            filter(Plan eq 'scale' or Tag eq null)/aggregate(Items with sum as N)                | filter(Plan eq 'scale' or Tag eq null)/aggregate($count as N)
            filter(contains(Plan,'c'))/groupby((Sentiment),aggregate(Items with sum as N))       | filter(contains(Plan,'c'))/groupby((Sentiment),aggregate($count as N))
            filter(Day eq 2026-06-30)/groupby((Tag),aggregate(Items with sum as N))              | filter(date(CreatedAt) eq 2026-06-30)/groupby((Tag),aggregate($count as N))
            filter(Day ge 2026-06-30 and Day lt 2026-07-01)/aggregate(Items with sum as N)       | filter(CreatedAt ge 2026-06-30 and CreatedAt lt 2026-07-01)/aggregate($count as N)
            filter(day(Day) eq 30)/groupby((Plan),aggregate(Items with sum as N))                | filter(day(CreatedAt) eq 30)/groupby((Plan),aggregate($count as N))
            filter(Day gt 2030-01-01)/groupby((Plan),aggregate(Items with sum as N))             | filter(CreatedAt gt 2030-01-01)/groupby((Plan),aggregate($count as N))
            groupby((Tag,Plan),aggregate(Items with sum as M))/groupby((Plan),aggregate(M with sum as N)) | groupby((Plan),aggregate($count as N))
            groupby((Tag),aggregate(Items with sum as N))/filter(N gt 99)                        | groupby((Tag),aggregate($count as N))/filter(N gt 99)
            """)
    void shouldAgree_whenCellsAndItemsAreAggregated(String cells, String items) {
        say(399);
        assertThat(read("Sentiment", "$apply", cells).get("value").toString())
                .isEqualTo(read("Feedback", "$apply", items).get("value").toString());
    }

    @Test
    void shouldSortAndPageGroups_whenAggregated() {
        say(399);
        String[] question = {
            "$apply", "groupby((Tag,Plan),aggregate(Items with sum as N,$count as Cells))", "$orderby", "N desc,Tag"
        };
        JsonNode whole = read("Sentiment", question);
        assertThat(whole.get("@odata.context").asText()).endsWith("$metadata#Sentiment(Tag,Plan,N,Cells)");
        assertThat(whole.get("value").get(0).get("N@odata.type").asText()).isEqualTo("#Int64");
        List<JsonNode> paged = all(5, "Sentiment", question);
        assertThat(paged).hasSize(8);
        List<JsonNode> once = new ArrayList<>();
        whole.get("value").forEach(once::add);
        assertThat(paged).isEqualTo(once);
        assertThat(paged.stream().mapToLong(row -> row.get("N").asLong()).sum()).isEqualTo(399);
        assertThat(paged.stream().mapToLong(row -> row.get("Cells").asLong()).sum())
                .isEqualTo(Long.parseLong(api.get("/odata/Sentiment/$count").body()));
        assertThat(read(
                                "Sentiment",
                                "$apply",
                                "groupby((Tag),aggregate(Items with sum as N))",
                                "$top",
                                "1",
                                "$count",
                                "true",
                                "$select",
                                "N")
                        .toString())
                .endsWith("\"@odata.count\":4,\"value\":[{\"N@odata.type\":\"#Int64\",\"N\":99}]}");
        Map<String, Long> ofItems = new HashMap<>();
        read("Feedback", "$apply", "groupby((UserId),aggregate($count as N,Revision with max as Last))")
                .get("value")
                .forEach(row ->
                        ofItems.put(row.get("UserId").asText(), row.get("N").asLong()));
        assertThat(ofItems).hasSize(10).containsEntry("u_9", 39L);
    }

    @Test
    void shouldGoOnWhereItWas_whenItemsComeAndGoMeanwhile() {
        say(60);
        Answer first = api.get("/odata/Feedback", "Prefer", "odata.maxpagesize=20");
        assertThat(first.header("Preference-Applied")).isEqualTo("odata.maxpagesize=20");
        List<String> seen = new ArrayList<>(texts(first.json().get("value"), "Id"));
        api.post("/v1/feedback", ApiFixture.item("u_new", "negative", "\"createdAt\":\"2026-07-01T11:59:00Z\""));
        assertThat(api.send("DELETE", "/v1/feedback/" + seen.get(19), ApiFixture.SECRET, null)
                        .status())
                .isEqualTo(204);
        String next = first.json().get("@odata.nextLink").asText();
        while (true) {
            JsonNode page = api.get(next.substring(api.server.uri().toString().length()))
                    .json();
            assertThat(page.get("value").size()).isLessThanOrEqualTo(20);
            seen.addAll(texts(page.get("value"), "Id"));
            if (!page.has("@odata.nextLink")) {
                break;
            }
            next = page.get("@odata.nextLink").asText();
        }
        assertThat(seen).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void shouldListReleasesAndAccounts_whenThereAreSome() {
        put("/v1/releases/1.0", "{\"releasedAt\":\"2026-01-01T00:00:00Z\",\"tags\":[\"exports\",\"billing\"]}");
        put("/v1/releases/it's", "{\"releasedAt\":\"2026-02-01T00:00:00Z\",\"title\":\"Second\"}");
        for (int i = 0; i < 450; i++) {
            put(
                    "/v1/accounts/a" + (1000 + i),
                    "{\"plan\":\"" + (i % 2 == 0 ? "pro" : "free") + "\",\"users\":[\"u_" + i + "\"]}");
        }
        assertThat(texts(read("Releases").get("value"), "Version")).containsExactly("it's", "1.0");
        assertThat(texts(all(1, "Releases"), "Version")).containsExactly("it's", "1.0");
        assertThat(texts(
                        read("Releases", "$filter", "Tags/any(t: t eq 'exports')")
                                .get("value"),
                        "Version"))
                .containsExactly("1.0");
        assertThat(read("Releases('it''s')").get("Title").asText()).isEqualTo("Second");
        assertThat(read("Releases", "$orderby", "ReleasedAt", "$select", "Tags")
                        .get("value")
                        .get(0)
                        .toString())
                .isEqualTo("{\"Tags\":[\"exports\",\"billing\"]}");
        assertThat(all(100, "Accounts")).hasSize(450);
        assertThat(all(100, "Accounts", "$filter", "Plan eq 'pro'")).hasSize(225);
        assertThat(read("Accounts('a1007')").get("Users").get(0).asText()).isEqualTo("u_7");
        assertThat(read("Accounts", "$filter", "Users/any(u: u eq 'u_33')")
                        .get("value")
                        .get(0)
                        .get("Id")
                        .asText())
                .isEqualTo("a1033");
        assertThat(read("Accounts", "$apply", "groupby((Plan),aggregate($count as N))")
                        .get("value")
                        .get(0)
                        .get("N")
                        .asInt())
                .isEqualTo(225);
        assertThat(api.send("GET", "/odata/Releases", ApiFixture.OTHER, null)
                        .json()
                        .get("value"))
                .isEmpty();
        assertThat(api.send("GET", "/odata/Accounts('a1007')", ApiFixture.OTHER, null)
                        .status())
                .isEqualTo(404);
    }

    private void put(String path, String body) {
        assertThat(api.send("PUT", path, ApiFixture.SECRET, body.getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void shouldTakeTheKeyAsAPassword_whenAToolKnowsNothingElse() {
        String basic = "Basic "
                + Base64.getEncoder().encodeToString(("any:" + ApiFixture.SECRET).getBytes(StandardCharsets.UTF_8));
        assertThat(api.send("GET", "/odata/Feedback", "", null, "Authorization", basic)
                        .status())
                .isEqualTo(200);
        Answer stranger = api.send("GET", "/odata/Feedback", "", null);
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.header("WWW-Authenticate")).startsWith("Basic realm=");
        assertThat(stranger.json().at("/error/code").asText()).isEqualTo("unauthenticated");
        assertThat(api.send("GET", "/odata", "", null, "Authorization", "Basic " + "YTpi")
                        .status())
                .isEqualTo(401);
        assertThat(api.send("GET", "/v1/feedback", "", null).header("WWW-Authenticate"))
                .startsWith("Bearer");
        assertThat(api.send("GET", "/odata/Feedback", ApiFixture.PUBLISHABLE, null)
                        .status())
                .isEqualTo(403);
        assertThat(api.send("GET", "/odata/Feedback", "", null, "Authorization", basic, "Sec-Fetch-Site", "none")
                        .status())
                .isEqualTo(200);
        assertThat(api.send(
                                "POST",
                                "/v1/feedback",
                                "",
                                ApiFixture.item("u_1", "negative", "").getBytes(StandardCharsets.UTF_8),
                                "Authorization",
                                basic,
                                "Sec-Fetch-Site",
                                "cross-site")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void shouldNeedTheScopesOfEachTable_whenAKeyHasFewer() {
        String key = api.post("/v1/keys", "{\"name\":\"BI\",\"scopes\":[\"feedback:read\",\"releases:read\"]}")
                .json()
                .get("key")
                .asText();
        assertThat(api.send("GET", "/odata/Releases", key, null).status()).isEqualTo(200);
        assertThat(api.send("GET", "/odata/Sentiment", key, null).status()).isEqualTo(200);
        for (String path :
                List.of("/odata/Accounts", "/odata/Accounts/$count", "/odata/Accounts('a')", "/odata/%41ccounts")) {
            Answer refused = api.send("GET", path, key, null);
            assertThat(refused.status()).as(path).isEqualTo(403);
            assertThat(refused.json().at("/error/message").asText()).contains("accounts:read");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            Feedback?$filter=Tga%20eq%20'x'                | 400 | $filter    | did you mean Tag
            Feedback?$filter=Tag%20eq                      | 400 | $filter    | position 7
            Feedback?$filtr=x                              | 400 | $filtr     | did you mean $filter
            Feedback?tag=x                                 | 400 | tag        | Known are $filter
            Feedback?$select=Tga                           | 400 | $select    | did you mean Tag
            Feedback?$orderby=Tga                          | 400 | $orderby   | did you mean Tag
            Feedback?$orderby=Metadata                     | 400 | $orderby   | collection
            Feedback?$orderby=tolower(Tag)                 | 501 | $orderby   | an expression
            Feedback?$top=-1                               | 400 | $top       | whole number
            Feedback?$skip=x                               | 400 | $skip      | whole number
            Feedback?$orderby=Tag&$skip=50000              | 400 | $skip      | @odata.nextLink
            Feedback?$count=yes                            | 400 | $count     | true or false
            Feedback?$top=1&$top=2                         | 400 | $top       | 2 times
            Feedback?$expand=User                          | 501 | $expand    | join them
            Feedback?$search=x                             | 501 | $search    | contains(Message
            Feedback?$compute=x                            | 501 | $compute   | compute in the tool
            Feedback?$format=atom                          | 501 | $format    | application/json
            Feedback?$apply=topcount(1,Tag)                | 501 | $apply     | topcount
            Feedback/$count?$top=1                         | 400 | $top       | Known are $filter
            $metadata?$top=1                               | 400 | $top       | $format
            $batch                                         | 501 | $batch     | a request of its own
            $crossjoin(Feedback,Releases)                  | 501 | $crossjoin | a request of its own
            Feedback?$filter=Tag%20eq%20@p&@p='x'          | 501 | @p         | where the name stands
            Feedback?$filter=CreatedAt%20ge%20datetime'x'  | 501 | $filter    | times as 2026
            Feedback('x')?$filter=Tag%20eq%20null          | 400 | $filter    | Known are $select
            """)
    void shouldNameTheOption_whenItCannotBe(String path, int status, String target, String says) {
        Answer answer = api.get("/odata/" + path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("OData-Version")).isEqualTo("4.0");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.json().at("/error/target").asText()).isEqualTo(target);
        assertThat(answer.json().at("/error/message").asText()).contains(says);
    }

    @Test
    void shouldRefuse_whenATokenIsOfAnotherQuestion() {
        say(30);
        String next = api.get("/odata/Feedback", "Prefer", "maxpagesize=10")
                .json()
                .get("@odata.nextLink")
                .asText();
        String token = next.substring(next.indexOf("$skiptoken=") + "$skiptoken=".length());
        assertThat(api.get("/odata/Feedback?$skiptoken=" + token).json().get("value"))
                .hasSize(10);
        for (String path : List.of("Feedback?$filter=Tag%20eq%20null&", "Feedback?$orderby=Tag&", "Accounts?")) {
            Answer refused = api.get("/odata/" + path + "$skiptoken=" + token);
            assertThat(refused.status()).as(path).isEqualTo(400);
            assertThat(refused.json().at("/error/code").asText()).isEqualTo("invalid-cursor");
        }
        assertThat(api.send("GET", "/odata/Feedback?$skiptoken=" + token, ApiFixture.OTHER, null)
                        .status())
                .isEqualTo(400);
        String mark = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split(",", 2)[0];
        for (String place : List.of(
                "null,null",
                "\"2026-07-01T00:00:00Z\",\"fb_x\"",
                "\"+1000000000-12-31T23:59:59Z\",\"fb_0123456789abcdefghjkmnpqrs\"",
                "\"-1000-12-31T23:59:59Z\",\"fb_0123456789abcdefghjkmnpqrs\"")) {
            String forged = Base64.getUrlEncoder()
                    .encodeToString((mark + ",10,null,0," + place + "]").getBytes(StandardCharsets.UTF_8));
            assertThat(api.get("/odata/Feedback?$skiptoken=" + forged).status())
                    .as(place)
                    .isEqualTo(400);
        }
        for (String bad : List.of("x", "e30", "W10", "WyJhIl0", token + "x", token.substring(3))) {
            assertThat(api.get("/odata/Feedback?$skiptoken=" + bad).status())
                    .as(bad)
                    .isEqualTo(400);
        }
    }

    @Test
    void shouldSayWhatThereIs_whenTheTableOrTheRowIsUnknown() {
        Answer unknown = api.get("/odata/Feedbacks");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().at("/error/message").asText()).contains("Did you mean Feedback?");
        assertThat(api.get("/odata/Feedback('fb_x')").status()).isEqualTo(404);
        assertThat(api.get("/odata/Sentiment('x')").status()).isEqualTo(404);
        String farAway = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("[\"+999999999-12-31\",null,null,null,\"negative\"]".getBytes(StandardCharsets.UTF_8));
        assertThat(api.get("/odata/Sentiment('" + farAway + "')").status()).isEqualTo(404);
        assertThat(api.get("/odata/Feedback(Tag='x')").status()).isEqualTo(404);
        assertThat(api.get("/odata/Feedback('x')/Tag").status()).isEqualTo(404);
        assertThat(api.post("/odata/Feedback", "{}").status()).isEqualTo(405);
        assertThat(api.get("/odata", "OData-MaxVersion", "3.0").status()).isEqualTo(400);
        assertThat(api.get("/odata/Feedback", "Accept", "application/atom+xml").status())
                .isEqualTo(406);
        assertThat(api.get("/odata/Feedback", "Loop-Position", "0:99", "Loop-Wait", "1")
                        .status())
                .isEqualTo(503);
    }
}
