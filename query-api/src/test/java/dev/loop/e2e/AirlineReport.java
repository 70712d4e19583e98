package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;

/** A release in the middle of the airline file, against what an independent program says of it. */
final class AirlineReport {

    private static final Offset<Double> SIX_DECIMALS = within(5e-7);

    static void check(LoopClient client, JsonNode expected) {
        String at = expected.path("at").asText();
        String path =
                "/v1/releases/2.0/report?window=" + expected.path("window").asText();
        client.put("/v1/releases/2.0", "{\"releasedAt\":\"" + at + "\"}");
        JsonNode report = client.get(path).expect(200).json();

        JsonNode before = report.path("before");
        JsonNode after = report.path("after");
        assertThat(before.path("items")).isEqualTo(expected.path("before"));
        assertThat(after.path("items")).isEqualTo(expected.path("after"));
        assertThat(before.path("negative")).isEqualTo(expected.path("negativeBefore"));
        assertThat(after.path("negative")).isEqualTo(expected.path("negativeAfter"));
        interval(before, expected.path("wilsonNegativeBefore"));
        interval(after, expected.path("wilsonNegativeAfter"));
        tags(report.path("tags"), expected.path("tags"));
        same(report.path("tags"), client.csv(path));
        warned(report.path("warnings"), expected.path("mostShifted"));
        said(client, report);
    }

    private static void interval(JsonNode window, JsonNode expected) {
        for (int end = 0; end < 2; end++) {
            assertThat(window.path("negativeShareInterval").path(end).asDouble())
                    .isCloseTo(expected.path(end).asDouble(), SIX_DECIMALS);
        }
    }

    private static void tags(JsonNode rows, JsonNode expected) {
        Map<String, JsonNode> byTag =
                stream(rows).collect(Collectors.toMap(row -> row.path("tag").asText(), Function.identity()));
        assertThat(byTag).hasSameSizeAs(expected);
        for (JsonNode wanted : expected) {
            String tag = wanted.path("tag").asText();
            JsonNode row = byTag.get(tag);
            assertThat(row).as(tag).isNotNull();
            assertThat(row.path("before")).as(tag).isEqualTo(wanted.path("before"));
            assertThat(row.path("after")).as(tag).isEqualTo(wanted.path("after"));
            Map.of("z", "z", "stratifiedZ", "cmh", "p", "p", "q", "q")
                    .forEach((ours, theirs) -> assertThat(row.path(ours).asDouble())
                            .as("%s of %s", ours, tag)
                            .isCloseTo(wanted.path(theirs).asDouble(), SIX_DECIMALS));
            double q = wanted.path("q").asDouble();
            assertThat(row.path("verdict").asText())
                    .as(tag)
                    .isEqualTo(q >= 0.05 ? "no-evidence" : wanted.path("cmh").asDouble() > 0 ? "worse" : "better");
        }
    }

    private static void same(JsonNode rows, List<NamedCsvRecord> csv) {
        assertThat(csv).hasSameSizeAs(rows);
        for (int i = 0; i < csv.size(); i++) {
            JsonNode row = rows.path(i);
            NamedCsvRecord record = csv.get(i);
            for (String name :
                    List.of("tag", "before", "after", "rateAfter", "z", "stratifiedZ", "p", "q", "verdict")) {
                assertThat(record.getField(name)).isEqualTo(row.path(name).asText());
            }
        }
    }

    /** One airline has three tweets before and many after. */
    private static void warned(JsonNode warnings, JsonNode expected) {
        JsonNode shift = stream(warnings)
                .filter(warning -> warning.path("kind").asText().equals("mix-shift"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no mix-shift in " + warnings));
        assertThat(shift.path("dimension").asText()).isEqualTo("plan");
        assertThat(shift.path("most").path(0).path("plan").asText())
                .isEqualTo(expected.path("plan").asText("American"));
        assertThat(shift.path("most").path(0).path("before").asLong())
                .isEqualTo(expected.path("before").asLong(3));
    }

    private static void said(LoopClient client, JsonNode report) {
        assertThat(report.path("terms")).isNotEmpty();
        Set<String> ids = new HashSet<>();
        for (JsonNode term : report.path("terms")) {
            assertThat(term.path("examples")).isNotEmpty();
            ids.add(term.path("examples").path(0).asText());
        }
        assertThat(ids).allSatisfy(id -> client.get("/v1/feedback/" + id).expect(200));
        assertThat(report.path("said"))
                .hasSize(20)
                .allSatisfy(item -> assertThat(item.path("sentiment").asText()).isEqualTo("negative"));
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private AirlineReport() {}
}
