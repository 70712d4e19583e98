package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.e2e.LoopClient.Answer;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The OData feed of the real program says what an independent program counts, and what the rest of the API does. */
final class AirlineOData {

    private static final String NO_TAG = "(none)";

    static void check(LoopClient client, JsonNode expected) {
        againstTheIndependentProgram(client, expected, "");
        assertThat(table(client, "Sentiment", "", "Day")).isEqualTo(AirlineTweetsTest.table(expected.path("byDay")));
        JsonNode total = value(client, "Sentiment", "$apply", "aggregate(Items with sum as N)")
                .get(0);
        assertThat(total.path("N").asLong()).isEqualTo(expected.path("items").asLong());
        assertThat(recount(all(client, "/odata/Sentiment"))).isEqualTo(AirlineTweetsTest.table(expected.path("byTag")));
        pages(client, expected.path("items").asInt());
    }

    /** @param filter the start of every question, ending in a slash, or nothing */
    static void againstTheIndependentProgram(LoopClient client, JsonNode expected, String filter) {
        for (String set : List.of("Sentiment", "Feedback")) {
            assertThat(table(client, set, filter, "Tag")).isEqualTo(AirlineTweetsTest.table(expected.path("byTag")));
            assertThat(table(client, set, "filter(Plan eq '" + SharedData.plan(expected) + "')/", "Tag"))
                    .isEqualTo(AirlineTweetsTest.table(SharedData.byTagForPlan(expected)));
        }
    }

    /** Every item once, in whatever order, and the words of each. */
    private static void pages(LoopClient client, int items) {
        Set<String> ofApi = new HashSet<>();
        client.items("").forEach(item -> ofApi.add(item.path("id").asText()));
        List<String> inPlace = ids(all(client, "/odata/Feedback"));
        assertThat(inPlace).hasSize(items).doesNotHaveDuplicates();
        assertThat(new HashSet<>(inPlace)).isEqualTo(ofApi);
        assertThat(new HashSet<>(ids(all(client, "/odata/Feedback?$orderby=UserId%20desc&$select=Id,UserId"))))
                .isEqualTo(ofApi);
        String saying = "/odata/Feedback/$count?$filter=" + LoopClient.encode("contains(tolower(Message),'luggage')");
        long said = client.items("").stream()
                .filter(item ->
                        item.path("message").asText().toLowerCase(Locale.ROOT).contains("luggage"))
                .count();
        assertThat(client.get(saying).expect(200).text()).isEqualTo(Long.toString(said));
    }

    private static List<String> ids(List<JsonNode> rows) {
        return rows.stream().map(row -> row.path("Id").asText()).toList();
    }

    private static Map<String, Figures> table(LoopClient client, String set, String filter, String by) {
        String measure = set.equals("Sentiment") ? "Items with sum as N" : "$count as N";
        return counted(
                value(client, set, "$apply", filter + "groupby((" + by + ",Sentiment),aggregate(" + measure + "))"),
                by,
                "N");
    }

    private static Map<String, Figures> recount(List<JsonNode> cells) {
        return counted(cells, "Tag", "Items");
    }

    private static Map<String, Figures> counted(Iterable<JsonNode> rows, String by, String measure) {
        Map<String, Figures> table = new TreeMap<>();
        rows.forEach(row -> {
            Map<String, Long> one = new HashMap<>(Map.of("positive", 0L, "neutral", 0L, "negative", 0L));
            one.put(row.path("Sentiment").asText(), row.path(measure).asLong());
            table.merge(
                    row.path(by).isNull() ? NO_TAG : row.path(by).asText(),
                    new Figures(one.get("positive"), one.get("neutral"), one.get("negative")),
                    Figures::and);
        });
        return table;
    }

    private static JsonNode value(LoopClient client, String set, String option, String text) {
        return client.get("/odata/" + set + "?" + option + "=" + LoopClient.encode(text))
                .expect(200)
                .json()
                .path("value");
    }

    private static List<JsonNode> all(LoopClient client, String path) {
        List<JsonNode> rows = new ArrayList<>();
        String at = path;
        while (true) {
            Answer answer = client.get(at, "Prefer", "odata.maxpagesize=3000").expect(200);
            answer.json().path("value").forEach(rows::add);
            if (!answer.json().has("@odata.nextLink")) {
                return rows;
            }
            URI next = URI.create(answer.json().path("@odata.nextLink").asText());
            at = next.getRawPath() + "?" + next.getRawQuery();
        }
    }
}
