package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.question.Questions.NotReadyException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListAndChangeTest {

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
    void shouldShowEachItemOnce_whenFollowingTheCursor() {
        for (int i = 0; i < 23; i++) {
            create("\"tag\":\"t,1\",\"createdAt\":\"2026-06-1" + i % 5 + "T00:00:00Z\"");
        }
        create("\"tag\":\"other\"");
        List<String> seen = new ArrayList<>();
        String path = "/v1/feedback?tag=t,1&limit=10";
        while (path != null) {
            Answer page = api.get(path);
            assertThat(page.status()).as(page.body()).isEqualTo(200);
            seen.addAll(page.json().get("data").findValuesAsText("createdAt"));
            String link = page.header("Link");
            path = link.isEmpty() ? null : link.substring(1, link.indexOf('>'));
            assertThat(page.json().has("next")).isEqualTo(path != null);
        }
        assertThat(seen).hasSize(23).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void shouldReadOn_whenNothingIsFoundAmongTheNewest() {
        create("\"tag\":\"rare\",\"createdAt\":\"2026-06-01T00:00:00Z\"");
        for (int i = 0; i < 30; i++) {
            create("\"tag\":\"common\",\"createdAt\":\"2026-06-10T00:00:00Z\"");
        }
        api.loop.listWork = 10;

        Answer page = api.get("/v1/feedback?tag=rare&limit=1");
        assertThat(page.json().get("data")).as(page.body()).hasSize(1);
        assertThat(api.get("/v1/feedback?tag=never&limit=1").json().has("next")).isFalse();
    }

    @Test
    void shouldRefuseTheCursor_whenTheFiltersAreOthers() {
        create("\"tag\":\"a\"");
        create("\"tag\":\"a\"");
        String cursor = api.get("/v1/feedback?tag=a&limit=1").json().get("next").asText();

        assertThat(api.get("/v1/feedback?limit=1&tag=a&cursor=" + cursor).status())
                .isEqualTo(200);
        for (String wrong : List.of(
                "tag=b&cursor=" + cursor,
                "cursor=" + cursor,
                "tag=a&q=x&cursor=" + cursor,
                "cursor=AAAA",
                "cursor=%25")) {
            Answer answer = api.get("/v1/feedback?" + wrong);
            assertThat(answer.status()).as(wrong).isEqualTo(400);
            assertThat(answer.json().get("type").asText()).endsWith("#invalid-cursor");
        }
    }

    @Test
    void shouldFilterByAbsenceAndExclusion_whenAsked() {
        create("\"tag\":\"a\"");
        create("\"tag\":\"b\"");
        create("");
        assertThat(api.get("/v1/feedback?tag=").json().get("data")).hasSize(1);
        assertThat(api.get("/v1/feedback?tag=a&tag=b").json().get("data")).hasSize(2);
        assertThat(api.get("/v1/feedback?tag=a&tag=").json().get("data")).hasSize(2);
        assertThat(api.get("/v1/feedback?tag=!a").json().get("data")).hasSize(2);
        assertThat(api.get("/v1/feedback?tag=!").json().get("data")).hasSize(2);
        assertThat(api.get("/v1/feedback?q=SAID&from=2026-01-01&user=u_1")
                        .json()
                        .get("data"))
                .hasSize(3);
        assertThat(api.send("GET", "/v1/feedback", ApiFixture.OTHER, null)
                        .json()
                        .get("data"))
                .isEmpty();
    }

    @Test
    void shouldAnswerTheItemAsChanged_whenPatched() {
        String id = create("\"tag\":\"a\",\"plan\":\"pro\"");

        Answer changed = patch(id, "{\"status\":\"resolved\",\"tag\":null,\"reason\":\"Fixed\"}", "If-Match", "\"1\"");

        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.json().get("status").asText()).isEqualTo("resolved");
        assertThat(changed.json().has("tag")).isFalse();
        assertThat(changed.json().get("plan").asText()).isEqualTo("pro");
        assertThat(changed.header("ETag")).isEqualTo("\"2\"");
        assertThat(changed.header("Loop-Position")).isEqualTo("0:1");
        assertThat(api.loop.commands.get(1).getReason()).contains("Fixed");
        assertThat(api.loop.commands.get(1).getActor()).contains("secret");
    }

    @Test
    void shouldAnswer412_whenTheItemHasChangedSince() {
        String id = create("");
        patch(id, "{\"status\":\"resolved\"}");

        assertThat(patch(id, "{\"status\":\"open\"}", "If-Match", "\"1\"").status())
                .isEqualTo(412);
        assertThat(patch(id, "{\"status\":\"open\"}", "If-Match", "*").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            W/"1"           | 200
            "1"             | 200
            "7", W/"1"      | 200
            "1",            | 200
            "x,1", "1"      | 200
            "7", "9"        | 412
            W/"7"           | 412
            "1-gzip"        | 412
            "abc"           | 412
            "0"             | 412
            "99999999999999999999" | 412
            ""              | 412
            1               | 400
            W/1             | 400
            "1              | 400
            "1" "2"         | 400
            *, "1"          | 400
            ,               | 400
            """)
    void shouldCompareRevisions_whateverProxiesMakeOfETags(String ifMatch, int status) {
        String id = create("");

        assertThat(patch(id, "{\"status\":\"resolved\"}", "If-Match", ifMatch).status())
                .isEqualTo(status);
        String next = status == 200 ? ifMatch.replace("1", "2") : ifMatch;
        assertThat(api.send("DELETE", "/v1/feedback/" + id, ApiFixture.SECRET, null, "If-Match", next)
                        .status())
                .isEqualTo(status == 200 ? 204 : status);
    }

    @Test
    void shouldSayWhatCanBeChanged_whenAPatchCannotBe() {
        String id = create("");
        assertThat(patch(id, "{\"message\":\"x\"}").json().at("/errors/0/field").asText())
                .isEqualTo("message");
        assertThat(patch(id, "{\"statuss\":\"open\"}")
                        .json()
                        .at("/errors/0/remedy")
                        .asText())
                .contains("did you mean status?");
        assertThat(patch(id, "{}").status()).isEqualTo(422);
        assertThat(patch(id, "{\"status\":null}").status()).isEqualTo(422);
        assertThat(patch(id, "{\"reason\":\"why\"}").status()).isEqualTo(422);
        assertThat(patch("fb_00000000000000000000000000", "{\"status\":\"open\"}")
                        .status())
                .isEqualTo(404);
        assertThat(patch("nonsense", "{\"status\":\"open\"}").status()).isEqualTo(404);
    }

    @Test
    void shouldForgetTheItem_whenErased() {
        String id = create("\"externalId\":\"x\"");
        assertThat(api.send("DELETE", "/v1/feedback/" + id, ApiFixture.OTHER, null)
                        .status())
                .isEqualTo(404);

        Answer erased = api.send("DELETE", "/v1/feedback/" + id + "?reason=asked", ApiFixture.SECRET, null);

        assertThat(erased.status()).isEqualTo(204);
        assertThat(api.get("/v1/feedback/" + id).status()).isEqualTo(404);
        assertThat(api.send("DELETE", "/v1/feedback/" + id, ApiFixture.SECRET, null)
                        .status())
                .isEqualTo(404);
        Answer again = api.post("/v1/feedback", ApiFixture.item("u_1", "neutral", "\"externalId\":\"x\""));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().get("type").asText()).endsWith("#item-erased");
    }

    @Test
    void shouldAnswerTheOneItem_whenCreatedTwiceUnderOneName() {
        String body = ApiFixture.item("u_1", "neutral", "");
        Answer first = api.post("/v1/feedback", body, "Idempotency-Key", "k-1");
        Answer again = api.post("/v1/feedback", body, "Idempotency-Key", "\"k-1\"");
        Answer other = api.post("/v1/feedback", body, "Idempotency-Key", "k-2");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(201);
        assertThat(api.loop.commands).hasSize(2);
    }

    @Test
    void shouldKnowAnItemByItsExternalId_whenTheStoresAreBehind() {
        api.loop.hold();
        String body = ApiFixture.item("u_1", "neutral", "\"externalId\":\"e\"");
        Answer first = api.post("/v1/feedback", body, "Idempotency-Key", "k-1");
        Answer again = api.post("/v1/feedback", body, "Idempotency-Key", "k-2");

        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
        assertThat(api.loop.commands).hasSize(1);
    }

    @Test
    void shouldWaitForAWriteOrSayThatItIsNotCounted_whenAPositionIsGiven() {
        api.loop.hold();
        String position =
                api.post("/v1/feedback", ApiFixture.item("u_1", "neutral", "")).header("Loop-Position");

        Answer behind = api.get("/v1/sentiment", "Loop-Position", position, "Loop-Wait", "10");
        assertThat(behind.status()).isEqualTo(503);
        assertThat(behind.header("Retry-After")).isEqualTo("1");
        assertThat(behind.json().get("type").asText()).endsWith("#position-not-reached");

        api.loop.release();
        assertThat(api.get("/v1/sentiment?position=" + position)
                        .json()
                        .at("/total/total")
                        .asInt())
                .isEqualTo(1);
        assertThat(api.get("/v1/sentiment", "Loop-Position", position, "Loop-Wait", "9999")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void shouldTakeWritesAndRefuseReads_whenTheStoresAreNotReady() {
        api.loop.failQuestions(new NotReadyException("Partitions 3 and 5 are moving.", Duration.ofMillis(1500)));

        Answer created = api.post("/v1/feedback", ApiFixture.item("u_1", "neutral", "\"externalId\":\"e\""));
        Answer read = api.get("/v1/sentiment");

        assertThat(created.status()).isEqualTo(201);
        assertThat(read.status()).isEqualTo(503);
        assertThat(read.header("Retry-After")).isEqualTo("2");
    }

    @Test
    void shouldKeepAccounts_whenPut() {
        byte[] body = "{\"name\":\"Acme\",\"plan\":\"scale\",\"users\":[\"u_1\",\"u_2\",\"u_1\"]}"
                .getBytes(StandardCharsets.UTF_8);
        Answer put = api.send("PUT", "/v1/accounts/acme", ApiFixture.SECRET, body);

        assertThat(put.status()).as(put.body()).isEqualTo(201);
        assertThat(api.send("PUT", "/v1/accounts/acme", ApiFixture.SECRET, body).status())
                .isEqualTo(200);
        JsonNode account = api.get("/v1/accounts/acme").json();
        assertThat(account.get("users").toString()).isEqualTo("[\"u_1\",\"u_2\"]");
        assertThat(api.get("/v1/accounts/none").status()).isEqualTo(404);
        Answer wrong = api.send(
                "PUT",
                "/v1/accounts/acme",
                ApiFixture.SECRET,
                "{\"plann\":1,\"users\":[1]}".getBytes(StandardCharsets.UTF_8));
        assertThat(new HashSet<>(wrong.json().get("errors").findValuesAsText("field")))
                .containsExactlyInAnyOrder("plann", "users[0]");
    }

    private String create(String more) {
        Answer created = api.post("/v1/feedback", ApiFixture.item("u_1", "neutral", more));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return created.json().get("id").asText();
    }

    private Answer patch(String id, String body, String... headers) {
        return api.send(
                "PATCH", "/v1/feedback/" + id, ApiFixture.SECRET, body.getBytes(StandardCharsets.UTF_8), headers);
    }
}
