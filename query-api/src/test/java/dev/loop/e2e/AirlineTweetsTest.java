package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.loop.e2e.LoopClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file through the whole chain, against what an independent program counts in it. */
class AirlineTweetsTest {

    private static final String NO_TAG = "(none)";

    @TempDir
    private Path directory;

    @Test
    void shouldAnswerWhatAnIndependentProgramCounts_whenTheAirlineFileIsImported() throws IOException {
        SharedData data = SharedData.find();
        Path file = data.file();
        JsonNode expected = data.expected();
        try (RunningLoop loop = RunningLoop.up(directory).quiet(true)) {
            RunningLoop.Ended first = load(loop, file);
            assertThat(first.all())
                    .contains(String.format(
                            Locale.ROOT,
                            "%,d new, %,d already known, 0 refused",
                            data.items(),
                            data.rows() - data.items()));
            assertThat(first.status()).isZero();
            check(loop.client(), expected);

            assertThat(load(loop, file).all())
                    .contains(String.format(Locale.ROOT, "0 new, %,d already known, 0 refused", data.rows()));
            check(loop.client(), expected);
            RunningLoop.Ended stopped = loop.stop();
            System.out.println("Airline file: imported in " + first.took() + ", stopped in " + stopped.took());
            assertThat(loop.complaints()).as("a healthy run has nothing to log").isEmpty();
        }
        try (RunningLoop again = RunningLoop.up(directory).quiet(true)) {
            System.out.println("Airline file: up again after " + again.sinceStart());
            check(again.client(), expected);
            assertThat(again.complaints())
                    .as("a healthy start has nothing to log")
                    .isEmpty();
        }
    }

    /** The example of the documentation, word for word. */
    static RunningLoop.Ended load(RunningLoop loop, Path file) {
        return RunningLoop.command(
                "import",
                file.toString(),
                "--url",
                loop.address().toString(),
                "--map",
                "externalId=tweet_id",
                "--map",
                "user.id=name",
                "--map",
                "message=text",
                "--map",
                "sentiment=airline_sentiment",
                "--map",
                "tag=negativereason",
                "--map",
                "plan=airline",
                "--map",
                "createdAt=tweet_created",
                "--set",
                "source=twitter");
    }

    private static void check(LoopClient client, JsonNode expected) {
        Figures all = Figures.of(expected.path("sentiment"));
        JsonNode total = client.awaitTotal(expected.path("items").asLong());
        assertThat(Figures.of(total)).isEqualTo(all);
        assertThat(total.path("total").asLong())
                .isEqualTo(expected.path("items").asLong())
                .isEqualTo(all.total());
        assertThat(client.csv("/v1/sentiment")).singleElement().satisfies(row -> {
            assertThat(Figures.of(row)).isEqualTo(all);
            assertThat(row.getField("total")).isEqualTo(expected.path("items").asText());
        });
        List<JsonNode> items = client.items("");
        assertThat(items.stream().map(item -> item.path("id").asText()).distinct())
                .hasSize((int) all.total());

        byTag(client, "", items, expected.path("byTag"));
        byTag(
                client,
                "&plan=" + LoopClient.encode(SharedData.plan(expected)),
                items.stream()
                        .filter(item -> item.path("plan").asText().equals(SharedData.plan(expected)))
                        .toList(),
                SharedData.byTagForPlan(expected));
        byDay(client, items, expected.path("byDay"));
        byMinute(client);
        AirlineOData.check(client, expected);
        AirlineReport.check(client, expected.path("releaseReport"));
        AirlineFiles.check(client, expected);
    }

    private static void byTag(LoopClient client, String filter, List<JsonNode> items, JsonNode expected) {
        Map<String, Figures> wanted = table(expected);
        String question = "/v1/sentiment?group_by=tag" + filter;
        JsonNode answer = client.get(question).expect(200).json();
        assertThat(answer.path("asOf").path("complete").asBoolean()).isTrue();
        assertThat(Figures.table(answer.path("rows"), row -> tag(row), Figures::of))
                .isEqualTo(wanted);
        assertThat(Figures.of(answer.path("total")))
                .isEqualTo(wanted.values().stream().reduce(Figures.NONE, Figures::and));
        assertThat(Figures.table(client.csv(question), AirlineTweetsTest::tag, Figures::of))
                .isEqualTo(wanted);
        assertThat(Figures.recount(items, AirlineTweetsTest::tag)).isEqualTo(wanted);
        assertThat(client.items(filter)).hasSameSizeAs(items);
    }

    private static void byDay(LoopClient client, List<JsonNode> items, JsonNode expected) {
        Map<String, Figures> wanted = table(expected);
        String question = "/v1/sentiment/timeline?interval=day";
        assertThat(Figures.table(
                        client.get(question).expect(200).json().path("rows"),
                        row -> day(row.path("start").asText()),
                        Figures::of))
                .isEqualTo(wanted);
        assertThat(Figures.table(client.csv(question), row -> day(row.getField("start")), Figures::of))
                .isEqualTo(wanted);
        assertThat(Figures.recount(items, item -> day(item.path("createdAt").asText())))
                .isEqualTo(wanted);
    }

    /** Eight days have more minutes than a timeline may have rows. */
    private static void byMinute(LoopClient client) {
        Answer answer = client.get("/v1/sentiment/timeline?interval=minute").expect(400);
        assertThat(answer.field()).isEqualTo("interval");
        client.get("/v1/sentiment/timeline?interval=minute&from=2015-02-20&to=2015-02-22")
                .expect(200);
    }

    static Map<String, Figures> table(JsonNode expected) {
        Map<String, Figures> table = new TreeMap<>();
        expected.fields().forEachRemaining(entry -> table.put(entry.getKey(), Figures.of(entry.getValue())));
        return table;
    }

    static String tag(JsonNode row) {
        return row.hasNonNull("tag") ? row.path("tag").asText() : NO_TAG;
    }

    static String tag(NamedCsvRecord row) {
        return row.getField("tag").isEmpty() ? NO_TAG : row.getField("tag");
    }

    private static String day(String instant) {
        assertThat(instant).endsWith("Z");
        return instant.substring(0, "2015-02-17".length());
    }
}
