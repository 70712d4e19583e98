package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.connectors.log.LogUnavailableException;
import dev.loop.connectors.log.OutcomeUnknownException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchTest {

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

    @Test
    void shouldTakeTheGoodLines_whenOneInTheMiddleIsBroken() {
        Answer answer = ndjson(
                PATH, item("a") + "\n{\"user\": broken\n\n" + item("b") + "\r\n{\"message\":\"m\"}\n" + item("a"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        JsonNode json = answer.json();
        assertThat(json.get("lines").asInt()).isEqualTo(5);
        assertThat(json.get("created").asInt()).isEqualTo(2);
        assertThat(json.get("known").asInt()).isEqualTo(1);
        assertThat(json.get("refused").asInt()).isEqualTo(2);
        assertThat(json.get("results").findValuesAsText("status"))
                .containsExactly("created", "refused", "created", "refused", "known");
        assertThat(json.get("results").findValuesAsText("line")).containsExactly("1", "2", "4", "5", "6");
        assertThat(json.at("/results/1/errors/0/problem").asText()).startsWith("is not JSON at column ");
        assertThat(json.at("/results/0/id")).isEqualTo(json.at("/results/4/id"));
        assertThat(answer.header("Loop-Position")).isEqualTo("0:1");
        assertThat(api.loop.commands).hasSize(2);
    }

    @Test
    void shouldTakeAnArray_whenSentAsJson() {
        Answer answer = api.post(PATH, "\ufeff [" + item("a") + ",{\"x\":1}, 5, " + item("b") + "]");

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.json().get("results").findValuesAsText("status"))
                .containsExactly("created", "refused", "refused", "created");
    }

    @Test
    void shouldTellWhatWasTaken_whenAnArrayBreaksOff() {
        Answer answer = api.post(PATH, "[" + item("a") + "," + item("b") + ",{\"user\"");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("type").asText()).endsWith("#malformed-json");
        assertThat(answer.json().get("created").asInt()).isEqualTo(2);
        assertThat(answer.json().get("results")).hasSize(2);
    }

    @Test
    void shouldLeaveAcceptedLinesOut_whenOnlyTheRefusedAreAskedFor() {
        Answer answer = ndjson(PATH + "?results=refused", item("a") + "\nx\n" + item("b"));

        assertThat(answer.json().get("created").asInt()).isEqualTo(2);
        assertThat(answer.json().get("results")).hasSize(1);
        assertThat(answer.json().at("/results/0/line").asInt()).isEqualTo(2);
    }

    @Test
    void shouldCountNothingTwice_whenABatchIsSentAgain() {
        String named = item("a") + "\n" + item("b") + "\n";
        ndjson(PATH, named);
        assertThat(ndjson(PATH, named).json().get("known").asInt()).isEqualTo(2);

        String nameless = ApiFixture.item("u", "neutral", "") + "\n" + ApiFixture.item("u", "neutral", "") + "\n";
        Answer first = ndjson(PATH, nameless, "Idempotency-Key", "batch-1");
        Answer again = ndjson(PATH, nameless, "Idempotency-Key", "batch-1");
        assertThat(first.json().get("created").asInt()).isEqualTo(2);
        assertThat(again.json().get("known").asInt()).isEqualTo(2);
        assertThat(api.loop.commands).hasSize(4);
    }

    @Test
    void shouldRefuseTheLineAlone_whenItIsHugeOrNotUtf8() {
        byte[] latin = "\"é\"\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] huge = ("{\"tag\":\"" + "x".repeat(600_000) + "\"}\n").getBytes(StandardCharsets.UTF_8);
        byte[] good = (item("a") + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[latin.length + huge.length + good.length];
        System.arraycopy(latin, 0, body, 0, latin.length);
        System.arraycopy(huge, 0, body, latin.length, huge.length);
        System.arraycopy(good, 0, body, latin.length + huge.length, good.length);

        Answer answer = api.send("POST", PATH, ApiFixture.SECRET, body, "Content-Type", "application/x-ndjson");

        assertThat(answer.json().get("results").findValuesAsText("status"))
                .containsExactly("refused", "refused", "created");
        assertThat(answer.json().at("/results/0/errors/0/problem").asText()).contains("UTF-8");
        assertThat(answer.json().at("/results/1/errors/0/problem").asText()).contains("524,288");
    }

    @Test
    void shouldNumberEveryLine_whenThereAreManyOfAllLengths() {
        String body = IntStream.range(0, 5_000)
                .mapToObj(i -> ApiFixture.item(
                        "u" + i, "neutral", "\"externalId\":\"" + i + "\",\"tag\":\"" + "é".repeat(i % 97 + 1) + "\""))
                .collect(Collectors.joining("\n"));

        Answer answer = ndjson(PATH, body);

        assertThat(answer.json().get("created").asInt()).isEqualTo(5_000);
        assertThat(api.loop.commands).hasSize(5_000);
        JsonNode results = answer.json().get("results");
        for (int i = 0; i < 5_000; i++) {
            assertThat(results.get(i).get("line").asInt()).isEqualTo(i + 1);
        }
    }

    @Test
    void shouldStopAndSayWhere_whenThereAreTooManyLines() {
        var settings = ApiSettings.of("127.0.0.1", 0, draft -> draft.batchLines = 3);
        try (var small = new ApiFixture(settings)) {
            String body = item("a") + "\n" + item("b") + "\n" + item("c") + "\n" + item("d");
            Answer answer = small.send(
                    "POST",
                    PATH,
                    ApiFixture.SECRET,
                    body.getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    "application/x-ndjson");

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.json().get("detail").asText()).contains("line 4");
            assertThat(answer.json().get("created").asInt()).isEqualTo(3);
        }
    }

    @Test
    void shouldAnswer503WithTheResults_whenTheLogFails() {
        api.loop.failAppends(new LogUnavailableException("The log does not answer.", Duration.ofSeconds(2)));
        Answer refused = ndjson(PATH, item("a") + "\n" + item("b"));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("2");
        assertThat(refused.json().get("type").asText()).endsWith("#log-unavailable");
        assertThat(refused.json().get("created").asInt()).isZero();

        api.loop.failAppends(new OutcomeUnknownException("No answer.", Duration.ofSeconds(2)));
        Answer unknown = ndjson(PATH, item("a"));
        assertThat(unknown.json().get("type").asText()).endsWith("#outcome-unknown");
        assertThat(unknown.json().at("/results/0/status").asText()).isEqualTo("failed");

        api.loop.failAppends(null);
        assertThat(ndjson(PATH, item("a")).json().get("created").asInt()).isEqualTo(1);
    }

    @Test
    void shouldAcceptNothing_whenTheBatchIsEmpty() {
        assertThat(ndjson(PATH, "").json().get("lines").asInt()).isZero();
        assertThat(api.post(PATH, "[]").json().get("lines").asInt()).isZero();
    }

    private static String item(String externalId) {
        return ApiFixture.item("u_1", "negative", "\"externalId\":\"" + externalId + "\"");
    }

    private Answer ndjson(String path, String body, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/x-ndjson";
        return api.post(path, body, all);
    }
}
