package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the answer and the commands of a batch about known items; the tests of the ledger cover the effects. */
class UpsertTest {

    private static final String PATH = "/v1/feedback/batch";

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static String line(String id, String sentiment, String more) {
        return "{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"" + sentiment + "\",\"externalId\":\"" + id
                + "\",\"createdAt\":\"2026-01-01T00:00:00Z\"" + more + "}";
    }

    @Test
    void shouldTellWhereItemsDiffer_whenTheyAreCompared() {
        api.post(PATH, "[" + line("a", "negative", "") + "," + line("b", "negative", "") + "]");

        JsonNode told = api.post(
                        PATH + "?mode=compare",
                        "[" + line("a", "positive", ",\"tag\":\"t\"") + "," + line("b", "negative", "") + ","
                                + line("c", "neutral", "") + "]")
                .json();

        assertThat(told.get("results").findValuesAsText("status")).containsExactly("differs", "known", "created");
        assertThat(told.get("differs").asInt()).isEqualTo(1);
        assertThat(told.get("fields").toString()).isEqualTo("{\"sentiment\":1,\"tag\":1}");
        assertThat(api.loop.commands).hasSize(3);
    }

    @Test
    void shouldTellWhichImportsKnownItemsCameFrom_whenTheBatchNamesItsOwn() {
        api.post(PATH + "?import=a.csv%231", "[" + line("a", "negative", "") + "," + line("b", "negative", "") + "]");
        api.post(PATH, "[" + line("live", "negative", "") + "]");

        JsonNode told = api.post(
                        PATH + "?mode=compare&import=b.csv%232",
                        "[" + line("a", "positive", "") + "," + line("b", "negative", "") + ","
                                + line("live", "negative", "") + "," + line("c", "neutral", "") + "]")
                .json();

        assertThat(told.get("known").asInt() + told.get("differs").asInt()).isEqualTo(3);
        assertThat(told.get("otherImports").toString()).isEqualTo("{\"a.csv#1\":2}");
        JsonNode again = api.post(PATH + "?mode=compare&import=b.csv%232", "[" + line("c", "neutral", "") + "]")
                .json();
        assertThat(again.get("known").asInt()).isEqualTo(1);
        assertThat(again.get("otherImports")).isEmpty();
        assertThat(((Create) api.loop.commands.get(3).getBody()).getMetadata())
                .containsExactly(Map.entry("loop.import", "b.csv#2"));
    }

    @Test
    void shouldSendWhatIsNewer_whenUpserted() {
        api.post(PATH, "[" + line("a", "negative", "") + "]");

        JsonNode told = api.post(
                        PATH + "?mode=upsert&reason=nightly",
                        "[" + line("a", "positive", ",\"updatedAt\":\"2026-01-02T00:00:00Z\"") + ","
                                + line("a", "neutral", ",\"updatedAt\":\"2025-12-31T00:00:00Z\"") + ","
                                + line("a", "neutral", "") + "]")
                .json();

        assertThat(told.get("results").findValuesAsText("status")).containsExactly("changed", "differs", "refused");
        assertThat(told.at("/results/0/fields/0").asText()).isEqualTo("sentiment");
        assertThat(told.at("/results/2/errors/0/field").asText()).isEqualTo("updatedAt");
        FeedbackCommand sent = api.loop.commands.get(1);
        assertThat(sent.getReason()).contains("nightly");
        assertThat(((Create) sent.getBody()).getKeepStatus()).isTrue();
        assertThat(((Create) sent.getBody()).getUpdatedAt().orElseThrow()).isEqualTo("2026-01-02T00:00:00Z");
    }

    @Test
    void shouldSayWhatIsWrong_whenParametersMakeNoSense() {
        assertThat(api.post(PATH + "?mode=merge", "[]").body()).contains("create, compare, upsert");
        assertThat(api.post(PATH + "?reason=r", "[]").status()).isEqualTo(400);
        assertThat(api.post(PATH + "?backfill=yes", "[]").body()).contains("true, false");
        assertThat(api.post(PATH + "?import=" + "x".repeat(301), "[]").body()).contains("import", "301");
        assertThat(api.post(PATH, "[" + line("a", "neutral", ",\"updatedAt\":\"2026-01-02T00:00:00Z\"") + "]")
                        .json()
                        .get("refused")
                        .asInt())
                .isEqualTo(1);
    }
}
