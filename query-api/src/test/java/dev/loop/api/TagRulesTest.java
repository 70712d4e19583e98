package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.api.feedback.TextMeaning;
import dev.loop.api.tagrule.TagRuleBook;
import dev.loop.api.tagrule.TagRunner;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.LogUnavailableException;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.item.MeaningVector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagRulesTest {

    private static final String PATH = "/v1/tag-rules/slow";
    private static final String RULE = "{\"if\":{\"q\":\"slow\"},\"tag\":\"speed\",\"replaces\":\"any\"}";

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
    void shouldBeReadAsItWasPut_andHaveTheVersionOfItsContent() {
        Answer made = put("{\"if\":{\"q\":\"slow | lag\",\"source\":\"zendesk\",\"plan\":[\"pro\",\"\"],\"sentiment\":"
                + "[\"negative\"]},\"tag\":\"speed\",\"replaces\":[\"\",\"other\"],\"on\":true}");

        assertThat(made.status()).isEqualTo(201);
        JsonNode rule = api.get(PATH).json();
        assertThat(rule).isEqualTo(made.json());
        assertThat(rule.path("if").toString())
                .isEqualTo(
                        "{\"q\":\"slow | lag\",\"source\":[\"zendesk\"],\"plan\":[\"pro\",\"\"],\"sentiment\":[\"negative\"]}");
        assertThat(rule.path("replaces").toString()).isEqualTo("[\"\",\"other\"]");

        Answer again =
                put("{\"if\":" + rule.path("if") + ",\"tag\":\"speed\",\"replaces\":[\"\",\"other\"],\"on\":false}");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("version")).isEqualTo(rule.path("version"));
        Answer other = put("{\"if\":" + rule.path("if") + ",\"tag\":\"Speed\",\"replaces\":[\"\",\"other\"]}");
        assertThat(other.json().path("version")).isNotEqualTo(rule.path("version"));

        assertThat(api.get("/v1/tag-rules").json().path("data")).hasSize(1);
        assertThat(api.send("GET", "/v1/tag-rules", ApiFixture.OTHER, null)
                        .json()
                        .path("data"))
                .isEmpty();
        assertThat(send("DELETE", PATH).status()).isEqualTo(204);
        assertThat(send("DELETE", PATH).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'tag':'speed'}; if",
                "{'if':{},'tag':'speed'}; if",
                "{'if':{'q':'slow'}}; tag",
                "{'if':{'q':'(slow'},'tag':'speed'}; if.q",
                "{'if':{'words':'slow'},'tag':'speed'}; if.words",
                "{'if':{'source':[]},'tag':'speed'}; if.source",
                "{'if':{'source':[7]},'tag':'speed'}; if.source",
                "{'if':{'sentiment':'bad'},'tag':'speed'}; if.sentiment",
                "{'if':{'theme':'th_1'},'tag':'speed'}; if.theme",
                "{'if':{'q':'slow','atLeast':0.5},'tag':'speed'}; if.atLeast",
                "{'if':{'like':'slow','atLeast':2},'tag':'speed'}; if.atLeast",
                "{'if':{'like':7},'tag':'speed'}; if.like",
                "{'if':{'like':{'item':'fb_1'}},'tag':'speed'}; if.like.item",
                "{'if':{'q':'slow'},'tag':'speed','replaces':'all'}; replaces",
                "{'if':{'q':'slow'},'tag':'speed','replaces':[]}; replaces",
                "{'if':{'q':'slow'},'tag':'speed','on':'yes'}; on",
                "{'if':{'q':'slow'},'tag':'of 4111 1111 1111 1111'}; tag"
            })
    void shouldNameTheField_whenARuleIsWrong(String body, String field) {
        Answer answer = put(body.replace('\'', '"'));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/field").asText()).isEqualTo(field);
        assertThat(api.tagRules.all()).isEmpty();
    }

    @Test
    void shouldRefuse_whenTheNameIsNoneOrTheProjectHasFifty() {
        assertThat(put("/v1/tag-rules/Slow%20ones", RULE)
                        .json()
                        .at("/errors/0/field")
                        .asText())
                .isEqualTo("name");
        for (int i = 0; i < 50; i++) {
            assertThat(put("/v1/tag-rules/r" + i, RULE).status()).isEqualTo(201);
        }
        assertThat(put(RULE).status()).isEqualTo(409);
        assertThat(put("/v1/tag-rules/r7", RULE).status()).isEqualTo(200);
    }

    @Test
    void shouldKeepTheMeaning_whenTheTextIsTheSame() {
        String like = "{\"if\":{\"like\":\"it takes ages\"},\"tag\":\"speed\"}";
        assertThat(put(like).status()).isEqualTo(501);

        api.meanings = text -> Optional.of(ByteBuffer.wrap(vector()));
        assertThat(put(like).json().at("/if/atLeast").asDouble()).isEqualTo(0.5);
        api.meanings = TextMeaning.NONE;
        assertThat(put(like.replace("\"speed\"", "\"speed\",\"on\":true")).status())
                .isEqualTo(200);
    }

    @Test
    void shouldTellWhatWouldChange_andChangeNothing() {
        items(30);
        Map<String, Long> before = tags();

        JsonNode trial = api.post(PATH + "/try", RULE).json();

        assertThat(trial.path("looked").asInt()).isEqualTo(30);
        assertThat(trial.path("complete").asBoolean()).isTrue();
        assertThat(trial.path("changes").asInt()).isEqualTo(15);
        assertThat(trial.path("sample")).hasSize(15);
        assertThat(trial.path("tags").toString())
                .isEqualTo(
                        "[{\"tag\":\"speed\",\"before\":{\"total\":0,\"negative\":0},\"after\":{\"total\":15,\"negative\":15}},"
                                + "{\"tag\":null,\"before\":{\"total\":10,\"negative\":5},\"after\":{\"total\":5,\"negative\":0}},"
                                + "{\"tag\":\"billing\",\"before\":{\"total\":10,\"negative\":5},\"after\":{\"total\":5,\"negative\":0}},"
                                + "{\"tag\":\"exports\",\"before\":{\"total\":10,\"negative\":5},\"after\":{\"total\":5,\"negative\":0}}]");
        assertThat(tags()).isEqualTo(before);
        assertThat(api.post(PATH + "/try", "").status()).isEqualTo(404);

        put(RULE);
        JsonNode some = api.post(PATH + "/try?items=10", "").json();
        assertThat(some.path("complete").asBoolean()).isFalse();
        assertThat(some.path("total").asInt()).isEqualTo(30);
        assertThat(some.path("since").asText()).startsWith("2026-");
    }

    @Test
    void shouldTagHistoryAndGiveItBack_whenARunIsUndone() {
        items(600);
        Map<String, Long> before = tags();
        put(RULE);
        try (TagRunner runner = runner(api.loop)) {
            String run = replay();
            assertThat(ended(run).toString()).contains("\"state\":\"done\",\"done\":600,\"total\":600,\"changed\":300");
            assertThat(tags()).isEqualTo(Map.of("null", 100L, "billing", 100L, "exports", 100L, "speed", 300L));
            FeedbackCommand last = api.loop.commands.get(api.loop.commands.size() - 1);
            assertThat(last.getActor()).contains("rule slow");
            assertThat(last.getReason().orElseThrow()).startsWith("replay " + run + ", version ");
            JsonNode item = api.get("/v1/feedback?tag=speed&limit=1").json().at("/data/0");
            assertThat(item.at("/taggedBy/run").asText()).isEqualTo(run);

            // A person's word after the run is not taken back.
            api.send(
                    "PATCH",
                    "/v1/feedback/" + item.path("id").asText(),
                    ApiFixture.SECRET,
                    bytes("{\"tag\":\"mine\"}"));
            assertThat(api.post(PATH + "/runs/" + run + "/undo", "").status()).isEqualTo(202);
            assertThat(ended(run).toString()).contains("\"state\":\"undone\",\"done\":600", "\"undone\":299");
            Map<String, Long> after = new TreeMap<>(tags());
            assertThat(after.remove("mine")).isEqualTo(1);
            String its = item.at("/taggedBy/before").asText("null");
            after.merge(its, 1L, Long::sum);
            assertThat(after).isEqualTo(before);
        }
    }

    @Test
    void shouldGoOnAndCountEachItemOnce_whenARunnerDiesInTheMiddle() {
        items(600);
        Map<String, Long> before = tags();
        put(RULE);
        String run = replay();
        try (TagRunner dying = runner(dyingAfter(170))) {
            await().until(() -> tags().getOrDefault("speed", 0L) >= 170);
        }
        assertThat(run(run).path("changed").asInt()).isLessThan(170);
        try (TagRunner one = runner(api.loop);
                TagRunner other = runner(api.loop)) {
            assertThat(ended(run).toString()).contains("\"state\":\"done\",\"done\":600,\"total\":600,\"changed\":300");
            assertThat(tags().get("speed")).isEqualTo(300);
        }

        api.post(PATH + "/runs/" + run + "/undo", "");
        try (TagRunner dying = runner(dyingAfter(170))) {
            await().until(() -> tags().get("speed") <= 130);
        }
        try (TagRunner one = runner(api.loop)) {
            assertThat(ended(run).toString()).contains("\"state\":\"undone\"", "\"undone\":300");
        }
        assertThat(tags()).isEqualTo(before);
    }

    @Test
    void shouldStop_whenTheRunOrItsRuleIsDeleted() {
        items(3);
        put(RULE);
        String run = replay();
        assertThat(api.post(PATH + "/replay", "").json().path("type").asText()).endsWith("#run-active");

        assertThat(send("DELETE", PATH + "/runs/" + run).json().path("state").asText())
                .isEqualTo("stopped");
        String second = replay();
        send("DELETE", PATH);

        assertThat(run(second).path("state").asText()).isEqualTo("stopped");
        assertThat(api.get(PATH + "/runs").json().path("data")).hasSize(2);
        assertThat(api.get("/v1/tag-rules/none/runs").status()).isEqualTo(404);
        assertThat(send("DELETE", "/v1/tag-rules/none/runs/run_1").status()).isEqualTo(404);
    }

    @Test
    void shouldFollowAThemeAndForgetAnErasedItem_whenARunnerLooks() {
        api.themes.put("th_1", theme -> theme);
        api.themes.put("th_2", theme -> theme);
        JsonNode made = api.post("/v1/themes/th_1/tag", "{\"tag\":\"bags\"}").json();
        assertThat(made.at("/rule/if/theme").asText()).isEqualTo("th_1");
        assertThat(made.at("/rule/on").asBoolean()).isTrue();
        assertThat(made.at("/run/state").asText()).isEqualTo("running");
        api.post("/v1/themes/th_1/merge", "{\"into\":\"th_2\"}");
        api.tagRules.put("default/like", like("fb_gone"), Duration.ZERO);

        try (TagRunner runner = runner(api.loop)) {
            await().untilAsserted(() -> assertThat(api.get("/v1/tag-rules/theme-th-1")
                            .json()
                            .at("/if/theme")
                            .asText())
                    .isEqualTo("th_2"));
            await().until(() -> api.tagRules
                    .get("default/like")
                    .orElseThrow()
                    .getLikeVector()
                    .isEmpty());
        }
        assertThat(api.post("/v1/themes/th_9/tag", "{\"tag\":\"bags\"}").status())
                .isEqualTo(404);
    }

    private TagRule like(String item) {
        put(RULE);
        return TagRule.newBuilder(api.tagRules.get("default/slow").orElseThrow())
                .setName("like")
                .setQuery(null)
                .setLikeItem(item)
                .setLikeVector(ByteBuffer.wrap(vector()))
                .setAtLeast(0.5)
                .build();
    }

    private TagRunner runner(CommandLog log) {
        return TagRunner.start(
                api.loop,
                log,
                new TagRuleBook(api.tagRules, api.tagRuns),
                (project, id) -> api.themes
                        .table
                        .get(project + "/" + id)
                        .map(theme -> theme.getMergedInto().orElse(id)),
                () -> true,
                api.clock);
    }

    /** A log that takes some commands and then no more, as that of a program that dies. */
    private CommandLog dyingAfter(int commands) {
        AtomicInteger left = new AtomicInteger(commands);
        return command -> left.getAndDecrement() > 0
                ? api.loop.append(command)
                : CompletableFuture.failedFuture(new LogUnavailableException("dead", Duration.ofSeconds(1)));
    }

    /** Half of them say that something is slow; a third has no tag. */
    private void items(int count) {
        String lines = IntStream.range(0, count)
                .mapToObj(i -> "{\"user\":{\"id\":\"u\"},\"message\":\"" + (i % 2 == 0 ? "so slow" : "fine")
                        + "\",\"sentiment\":\"" + (i % 2 == 0 ? "negative" : "positive") + "\""
                        + (i % 3 == 0 ? "" : ",\"tag\":\"" + (i % 3 == 1 ? "billing" : "exports") + "\"") + "}\n")
                .collect(Collectors.joining());
        assertThat(api.post("/v1/feedback/batch", lines, "Content-Type", "application/x-ndjson")
                        .status())
                .isEqualTo(202);
    }

    private Map<String, Long> tags() {
        Map<String, Long> tags = new TreeMap<>();
        api.get("/v1/sentiment?group_by=tag")
                .json()
                .path("rows")
                .forEach(row -> tags.put(
                        row.path("tag").asText("null"), row.path("total").asLong()));
        return tags;
    }

    private String replay() {
        Answer begun = api.post(PATH + "/replay", "");
        assertThat(begun.status()).isEqualTo(202);
        return begun.json().path("id").asText();
    }

    private JsonNode run(String id) {
        for (JsonNode run : api.get(PATH + "/runs").json().path("data")) {
            if (run.path("id").asText().equals(id)) {
                return run;
            }
        }
        throw new AssertionError("no run " + id);
    }

    private JsonNode ended(String id) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !run(id).path("state").asText().endsWith("ing"));
        return run(id);
    }

    private Answer put(String body) {
        return put(PATH, body);
    }

    private Answer put(String path, String body) {
        return api.send("PUT", path, ApiFixture.SECRET, bytes(body));
    }

    private Answer send(String method, String path) {
        return api.send(method, path, ApiFixture.SECRET, null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] vector() {
        byte[] bytes = new byte[MeaningVector.WIDTH];
        Arrays.fill(bytes, (byte) 20);
        return bytes;
    }
}
