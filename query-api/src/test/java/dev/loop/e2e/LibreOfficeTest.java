package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.connectors.postgres.PostgresAddress;
import dev.loop.outside.LibreOffice;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that people have: LibreOffice reads the CSV and the tables, by the steps of the guide, and finds the API's figures. */
class LibreOfficeTest {

    private static final List<String> SENTIMENTS = List.of("positive", "neutral", "negative");
    private static final List<@Nullable String> TAGS =
            Arrays.asList("exports", "Größe, \"L\"", "=1+1", "0815", "2026-06-01", null);
    private static final List<@Nullable String> PLANS = Arrays.asList("scale", "free", null);
    private static final int ITEMS = 1_234;

    @TempDir
    private Path directory;

    @Test
    void shouldFindTheFiguresOfTheApi_whenItReadsTheCsvAndTheTables() throws Exception {
        LibreOffice office = LibreOffice.find(directory);
        try (RunningLoop loop = RunningLoop.up(directory.resolve("data"), "--bi")) {
            LoopClient client = loop.client();
            fill(client);
            JsonNode counts =
                    client.get("/v1/sentiment?group_by=tag,plan").expect(200).json();
            client.get("/v1/sinks", "Loop-Position", counts.at("/asOf/position").asText())
                    .expect(200);

            sheet(office, loop, counts);
            table(office, loop, counts);
        }
    }

    private static void fill(LoopClient client) {
        client.batch(IntStream.range(0, ITEMS)
                        .mapToObj(i -> {
                            Map<String, Object> more = new HashMap<>();
                            if (TAGS.get(i % TAGS.size()) != null) {
                                more.put("tag", TAGS.get(i % TAGS.size()));
                            }
                            if (PLANS.get(i % 7 % PLANS.size()) != null) {
                                more.put("plan", PLANS.get(i % 7 % PLANS.size()));
                            }
                            return LoopClient.item("m" + i, SENTIMENTS.get(i / 5 % 3), more);
                        })
                        .toList())
                .expect(202);
        client.awaitTotal(ITEMS);
    }

    private void sheet(LibreOffice office, RunningLoop loop, JsonNode counts) throws Exception {
        Path csv = directory.resolve("sentiment.csv");
        loop.client().save("/v1/sentiment?group_by=tag,plan&format=csv", csv);
        JsonNode rows = office.sheet(csv, 2);
        List<String> columns = new ArrayList<>();
        rows.get(0).forEach(name -> columns.add(name.asText()));
        assertThat(columns).startsWith("tag", "plan");
        JsonNode expected = counts.path("rows");
        assertThat(rows).hasSize(1 + expected.size());
        for (int i = 0; i < expected.size(); i++) {
            JsonNode row = rows.get(i + 1);
            for (int column = 2; column < columns.size(); column++) {
                JsonNode value = expected.get(i).path(columns.get(column));
                if (value.isNumber()) {
                    assertThat(row.get(column).isNumber())
                            .as("%s of row %d is a number in its cell: %s", columns.get(column), i, row)
                            .isTrue();
                    assertThat(row.get(column).asDouble()).isEqualTo(value.asDouble());
                }
            }
            for (int column = 0; column < 2; column++) {
                JsonNode name = expected.get(i).path(columns.get(column));
                String text = name.asText().startsWith("=") ? "'" + name.asText() : name.asText();
                assertThat(row.get(column).isNull() ? "null" : row.get(column).textValue())
                        .as("text is text, also what would be a formula, a number or a date")
                        .isEqualTo(name.isNull() ? "null" : text);
            }
        }
    }

    private static void table(LibreOffice office, RunningLoop loop, JsonNode counts) throws Exception {
        PostgresAddress address = PostgresAddress.parse(loop.postgres());
        URI jdbc = URI.create(address.jdbcUrl().substring("jdbc:".length()));
        JsonNode answer = office.query(
                jdbc.getHost(),
                jdbc.getPort(),
                address.user(),
                address.password().orElseThrow(),
                "SELECT feature, plan, negative, total, negative_share FROM negative_by_feature_and_plan");
        Map<String, String> found = new TreeMap<>();
        answer.path("rows")
                .forEach(row -> found.put(
                        row.get(0).asText() + "/" + row.get(1).asText(),
                        row.get(2).asLong() + " " + row.get(3).asLong() + " "
                                + row.get(4).asDouble()));
        Map<String, String> expected = new TreeMap<>();
        counts.path("rows")
                .forEach(row -> expected.put(
                        row.path("tag").asText() + "/" + row.path("plan").asText(),
                        row.path("negative").asLong() + " " + row.path("total").asLong() + " "
                                + row.path("negativeShare").asDouble()));
        assertThat(found).isEqualTo(expected);
        List<String> tables = new ArrayList<>();
        answer.path("tables").forEach(name -> tables.add(name.asText()));
        assertThat(tables).contains("feedback", "negative_by_feature_and_plan", "sentiment_by_tag_daily");
    }
}
