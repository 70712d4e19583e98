package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.question.Questions.NotReadyException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TablesTest {

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldAgreeDigitForDigit_whenTheSameTableIsCsvAndJson() {
        for (int i = 0; i < 7; i++) {
            create(i % 3 == 0 ? "negative" : "positive", "\"tag\":\"a\"", 1);
        }
        create("negative", "", 1);
        String question = "/v1/sentiment?group_by=tag&sort=-total";

        List<CsvRecord> csv = csv(api.get(question, "Accept", "text/csv"));
        JsonNode rows =
                api.get(question + "&format=json", "Accept", "text/csv").json().get("rows");

        assertThat(csv.get(0).getFields())
                .startsWith("tag", "positive", "neutral", "negative", "total", "open", "resolved");
        for (int i = 0; i < 2; i++) {
            List<String> fields = csv.get(i + 1).getFields();
            assertThat(fields.get(0))
                    .isEqualTo(rows.get(i).get("tag").asText("").replace("null", ""));
            assertThat(fields.get(3)).isEqualTo(rows.get(i).get("negative").toString());
            assertThat(fields.get(7)).isEqualTo(rows.get(i).get("negativeShare").toString());
            assertThat(fields.get(8))
                    .isEqualTo(rows.get(i).get("negativeShareInterval").get(0).toString());
        }
    }

    @Test
    void shouldKnowWilsonsInterval_whenSharesAreGiven() {
        IntStream.range(0, 41).forEach(i -> create("negative", "", 1));
        IntStream.range(0, 8).forEach(i -> create("neutral", "", 1));

        JsonNode total = api.get("/v1/sentiment").json().get("total");

        // R: binom::binom.wilson(41, 49)
        assertThat(total.get("negativeShareInterval").get(0).asDouble())
                .isCloseTo(0.7096, org.assertj.core.data.Offset.offset(5e-4));
        assertThat(total.get("negativeShareInterval").get(1).asDouble())
                .isCloseTo(0.9149, org.assertj.core.data.Offset.offset(5e-4));
    }

    @Test
    void shouldHaveNoShare_whenThereIsNothing() {
        JsonNode total = api.get("/v1/sentiment").json().get("total");
        assertThat(total.get("total").asInt()).isZero();
        assertThat(total.get("negativeShare").isNull()).isTrue();
    }

    @Test
    void shouldSortTiesByName_whenFiguresAreEqual() {
        for (String tag : List.of("c", "a", "b")) {
            create("negative", "\"tag\":\"" + tag + "\"", 1);
        }
        create("negative", "", 1);
        assertThat(tags("/v1/sentiment?group_by=tag")).containsExactly("a", "b", "c", "null");
        assertThat(tags("/v1/sentiment?group_by=tag&sort=-tag")).containsExactly("null", "c", "b", "a");
        Answer limited = api.get("/v1/sentiment?group_by=tag&limit=2");
        assertThat(limited.json().get("rows")).hasSize(2);
        assertThat(limited.json().get("groups").asInt()).isEqualTo(4);
        assertThat(limited.json().at("/total/total").asInt()).isEqualTo(4);
    }

    @Test
    void shouldFollowTheZone_whenDaysAreCounted() {
        create("negative", "\"createdAt\":\"2026-03-28T23:30:00Z\"", 1);
        create("negative", "\"createdAt\":\"2026-03-30T22:30:00Z\"", 1);

        JsonNode utc = api.get("/v1/sentiment/timeline?interval=day").json();
        JsonNode berlin = api.get("/v1/sentiment/timeline?interval=day&timezone=Europe/Berlin")
                .json();

        assertThat(utc.get("rows").findValuesAsText("start"))
                .containsExactly("2026-03-28T00:00:00Z", "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z");
        assertThat(berlin.get("rows").findValuesAsText("start"))
                .containsExactly("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00", "2026-03-31T00:00:00+02:00");
        assertThat(berlin.at("/rows/1/total").asInt()).isZero();
        assertThat(api.get("/v1/sentiment/timeline?timezone=+02:00")
                        .json()
                        .get("timezone")
                        .asText())
                .isEqualTo("+02:00");
    }

    @Test
    void shouldDefuseFormulasAndQuoteText_whenItemsAreExported() {
        create("neutral", "\"tag\":\"=cmd()\",\"source\":\"a,\\\"b\",\"metadata\":{\"k\":\"v\"}", 1);

        CsvRecord row = csv(api.get("/v1/feedback?format=csv")).get(1);

        assertThat(row.getField(5)).isEqualTo("'=cmd()");
        assertThat(row.getField(4)).isEqualTo("a,\"b");
        assertThat(row.getField(9)).isEqualTo("{\"k\":\"v\"}");
    }

    @Test
    void shouldExportEverything_whenThereAreMorePagesThanOne() {
        createMany(2_345);

        assertThat(csv(api.get("/v1/feedback?format=csv"))).hasSize(2_346);
        Answer page = api.get("/v1/feedback?format=csv&limit=10");
        assertThat(csv(page)).hasSize(11);
        assertThat(page.header("Link")).contains("format=csv").contains("rel=\"next\"");
    }

    @Test
    void shouldBreakTheConnection_whenTheStoresFailAmidAnExport() {
        createMany(2_345);
        api.loop.failQuestionsAfter(1, new NotReadyException("moving", Duration.ofSeconds(1)));

        assertThatThrownBy(() -> api.get("/v1/feedback?format=csv")).hasRootCauseInstanceOf(java.io.IOException.class);
    }

    private void createMany(int count) {
        String body = IntStream.range(0, count)
                .mapToObj(i -> ApiFixture.item("u" + i, "neutral", ""))
                .collect(Collectors.joining("\n"));
        assertThat(api.post("/v1/feedback/batch", body, "Content-Type", "application/x-ndjson")
                        .status())
                .isEqualTo(202);
    }

    private List<String> tags(String path) {
        return api.get(path).json().get("rows").findValuesAsText("tag");
    }

    private void create(String sentiment, String more, int times) {
        for (int i = 0; i < times; i++) {
            Answer created = api.post("/v1/feedback", ApiFixture.item("u_1", sentiment, more));
            assertThat(created.status()).as(created.body()).isEqualTo(201);
        }
    }

    private static List<CsvRecord> csv(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/csv");
        return CsvReader.builder().ofCsvRecord(Objects.requireNonNull(answer.body())).stream()
                .toList();
    }
}
