package dev.loop.connectors.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.connectors.llm.LlmAnswer.Said;
import dev.loop.connectors.llm.LlmAnswer.Silence;
import dev.loop.connectors.log.MemoryTable;
import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.schemas.avro.LlmUsage;
import dev.loop.schemas.avro.Sentiment;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageModelTest {

    private static final Instant NOW = Instant.parse("2026-12-24T12:00:00Z");
    private static final YearMonth DECEMBER = YearMonth.of(2026, 12);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    /** For answers that do not come. */
    private static final Duration SHORT_DEADLINE = Duration.ofSeconds(2);

    private static final Duration REST = Duration.ofMillis(5);
    private static final String KEY = "sk-secret-of-the-test";

    private final FakeChatServer server = new FakeChatServer();
    private final MemoryTable<LlmUsage> usage = new MemoryTable<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<LanguageModel> started = new ArrayList<>();

    @AfterEach
    void stop() {
        server.close();
        started.forEach(LanguageModel::close);
    }

    private LlmSettings settings(LlmBudget budget) {
        return settings(server.uri(), budget, AddressRules.allowing("127.0.0.0/8"));
    }

    private static LlmSettings settings(URI server, LlmBudget budget, AddressRules addresses) {
        return new LlmSettings(
                        server,
                        "small",
                        Optional.of(LlmKey.parse(KEY)),
                        addresses,
                        LlmPrices.parse("1.00,2.00"),
                        budget,
                        2)
                .withPace(DEADLINE, REST);
    }

    private LanguageModel start(LlmSettings settings) {
        LanguageModel model = LanguageModel.start(settings, usage, meters, Clock.fixed(NOW, ZoneOffset.UTC));
        started.add(model);
        return model;
    }

    private static LlmAnswer ask(LanguageModel model) throws Exception {
        return model.ask("p", "It hangs").get(20, TimeUnit.SECONDS);
    }

    private LlmTotals totals() {
        return LlmTotals.of(usage, "p", DECEMBER);
    }

    @Test
    void shouldSayWhatTheServerSays_andCountItsTokens() throws Exception {
        server.next(FakeChatServer.saying("positive", 0.8, "de", "hangs"));

        LlmAnswer answer = ask(start(settings(LlmBudget.NONE)));

        assertThat(answer).isInstanceOfSatisfying(Said.class, said -> {
            assertThat(said.sentiment()).isEqualTo(Sentiment.POSITIVE);
            assertThat(said.chances().positive()).isEqualTo(0.8);
            assertThat(said.language()).isEqualTo("de");
            assertThat(said.quotes()).containsExactly("hangs");
        });
        assertThat(server.seen().get(0).authorization()).isEqualTo("Bearer " + KEY);
        assertThat(server.seen().get(0).text()).isEqualTo("It hangs");
        assertThat(server.seen()
                        .get(0)
                        .body()
                        .path("response_format")
                        .path("type")
                        .asText())
                .isEqualTo("json_schema");
        assertThat(totals().calls()).isEqualTo(1);
        assertThat(totals().inputTokens()).isEqualTo(100);
        assertThat(totals().outputTokens()).isEqualTo(20);
        assertThat(LlmPrices.money(totals().cost())).isEqualByComparingTo("0.00014");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I like it",
                "```json\n{\"sentiment\":\"negative\"}\n```",
                "{\"sentiment\":\"furious\",\"chances\":{\"negative\":1,\"neutral\":0,\"positive\":0},\"language\":\"en\",\"quotes\":[]}",
                "{\"sentiment\":\"positive\",\"chances\":{\"negative\":1,\"neutral\":0,\"positive\":0},\"language\":\"en\",\"quotes\":[]}",
                "{\"sentiment\":\"negative\",\"chances\":{\"negative\":1,\"neutral\":1,\"positive\":1},\"language\":\"en\",\"quotes\":[]}",
                "{\"sentiment\":\"negative\",\"chances\":{\"negative\":\"1\",\"neutral\":0,\"positive\":0},\"language\":\"en\",\"quotes\":[]}",
                "{\"sentiment\":\"negative\",\"chances\":{\"negative\":1,\"neutral\":0,\"positive\":0},\"language\":\"English\",\"quotes\":[]}",
                "{\"sentiment\":\"negative\",\"chances\":{\"negative\":1,\"neutral\":0,\"positive\":0},\"language\":\"en\",\"quotes\":[7]}",
                "{\"sentiment\":\"negative\",\"chances\":{\"negative\":1,\"neutral\":0,\"positive\":0},\"language\":\"en\",\"quotes\":[],\"delete\":\"all\"}",
                "{\"sentiment\":\"negative\",\"chances\":{\"negative\":1,\"neutral\":0,\"positive\":0},\"language\":\"en\",\"quotes\":[]} and more",
                "{\"sentiment\":\"negative\",\"sentiment\":\"positive\",\"chances\":{\"negative\":0,\"neutral\":0,\"positive\":1},\"language\":\"en\",\"quotes\":[]}"
            })
    void shouldRefuseOtherWords_andAskOnceMore(String content) throws Exception {
        server.next(FakeChatServer.content(content));
        LanguageModel model = start(settings(LlmBudget.NONE));

        assertThat(ask(model)).isInstanceOf(Said.class);
        assertThat(totals().calls()).isEqualTo(2);
        assertThat(totals().refused()).isEqualTo(1);

        server.next(FakeChatServer.content(content), FakeChatServer.content(content));
        assertThat(ask(model)).isEqualTo(Silence.REFUSED);
        assertThat(totals().calls()).isEqualTo(4);
        assertThat(totals().refused()).isEqualTo(3);
        assertThat(model.ready()).isTrue();
    }

    @Test
    void shouldCutAnAnswer_thatIsHugeOrEndless() throws Exception {
        server.next(server.endless(false), server.endless(true));

        assertThat(ask(start(settings(LlmBudget.NONE).withPace(SHORT_DEADLINE, REST))))
                .isEqualTo(Silence.REFUSED);

        assertThat(server.seen()).hasSize(2);
        assertThat(totals().refused()).isEqualTo(2);
        assertThat(totals().outputTokens())
                .as("what was not told counts as the most")
                .isEqualTo(600);
    }

    @Test
    void shouldRefuseAnAnswer_thatIsLongerThanIsRead() throws Exception {
        String answer = FakeChatServer.envelope("{\"sentiment\":\"negative\",\"chances\":{\"negative\":1,\"neutral\":0,"
                + "\"positive\":0},\"language\":\"en\",\"quotes\":[]}");
        server.next(
                FakeChatServer.raw(200, " ".repeat(ChatClient.LONGEST_ANSWER) + answer),
                FakeChatServer.raw(200, " ".repeat(ChatClient.LONGEST_ANSWER - 1_000) + answer));

        assertThat(ask(start(settings(LlmBudget.NONE)))).isInstanceOf(Said.class);

        assertThat(totals().refused()).isEqualTo(1);
    }

    @Test
    void shouldTryAgain_whenTheServerIsBusyOrBroken() throws Exception {
        server.next(
                FakeChatServer.raw(429, "", "Retry-After", "0"),
                FakeChatServer.raw(503, "busy"),
                FakeChatServer.raw(500, ""));
        LanguageModel model = start(settings(LlmBudget.NONE));

        assertThat(ask(model)).isInstanceOf(Said.class);

        assertThat(totals().calls()).isEqualTo(4);
        assertThat(totals().failed()).isEqualTo(3);
        assertThat(totals().inputTokens()).as("of the call that was answered").isEqualTo(100);
        assertThat(model.ready()).isTrue();
    }

    @Test
    void shouldLeaveTheServerAlone_whenItAsksForALongRest() throws Exception {
        server.next(FakeChatServer.raw(429, "", "Retry-After", "3600"));
        LanguageModel model = start(settings(LlmBudget.NONE));

        assertThat(ask(model)).isEqualTo(Silence.DOWN);
        assertThat(ask(model)).isEqualTo(Silence.DOWN);

        assertThat(server.seen()).hasSize(1);
        assertThat(model.ready()).isFalse();
    }

    @Test
    void shouldLeaveTheServerAlone_whenItDoesNotKnowTheKey() throws Exception {
        server.always(FakeChatServer.raw(401, "Incorrect key " + KEY));
        LanguageModel model = start(settings(LlmBudget.NONE));

        assertThat(ask(model)).isEqualTo(Silence.DOWN);
        assertThat(ask(model)).isEqualTo(Silence.DOWN);

        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void shouldLeaveTheServerAlone_afterFiveFailuresInARow() throws Exception {
        server.always(FakeChatServer.raw(500, ""));
        LanguageModel model = start(settings(LlmBudget.NONE));

        assertThat(ask(model)).isEqualTo(Silence.DOWN);
        assertThat(ask(model)).isEqualTo(Silence.DOWN);
        assertThat(ask(model)).isEqualTo(Silence.DOWN);

        assertThat(server.seen()).hasSize(CallBreaker.MOST_FAILURES);
        assertThat(meters.get("loop.llm.shut").gauge().value()).isEqualTo(1);
    }

    @Test
    void shouldNotAskTwice_whenNoAnswerComes() throws Exception {
        server.next(server.silent());

        assertThat(ask(start(settings(LlmBudget.NONE).withPace(SHORT_DEADLINE, REST))))
                .isEqualTo(Silence.DOWN);

        assertThat(server.seen()).hasSize(1);
        assertThat(totals().failed()).isEqualTo(1);
        assertThat(totals().outputTokens()).as("it may have been charged").isEqualTo(300);
    }

    @Test
    void shouldFollowNoRedirect() throws Exception {
        server.next(FakeChatServer.raw(307, "", "Location", server.uri() + "/chat/completions"));

        assertThat(ask(start(settings(LlmBudget.NONE)))).isEqualTo(Silence.DOWN);

        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void shouldAskWithoutASchema_whenTheServerRefusesOne() throws Exception {
        server.next(FakeChatServer.raw(400, "unknown field response_format"));
        LanguageModel model = start(settings(LlmBudget.NONE));

        assertThat(ask(model)).isInstanceOf(Said.class);
        assertThat(ask(model)).isInstanceOf(Said.class);

        assertThat(server.seen())
                .extracting(seen -> seen.body().has("response_format"))
                .containsExactly(true, false, false);
    }

    @Test
    void shouldGiveUpAText_thatTheServerDoesNotTake_andKeepTheSchema() throws Exception {
        server.next(FakeChatServer.raw(400, "too long"), FakeChatServer.raw(400, "too long"));
        LanguageModel model = start(settings(LlmBudget.NONE));

        assertThat(ask(model)).isEqualTo(Silence.REFUSED);
        assertThat(ask(model)).isInstanceOf(Said.class);

        assertThat(server.seen().get(2).body().has("response_format")).isTrue();
    }

    @Test
    void shouldGoToNoAddress_thatIsNotAllowed() throws Exception {
        assertThat(ask(start(settings(server.uri(), LlmBudget.NONE, AddressRules.publicOnly()))))
                .isEqualTo(Silence.DOWN);

        assertThat(server.seen()).isEmpty();
        assertThat(totals().inputTokens()).as("nothing was sent").isZero();
    }

    @Test
    void shouldHaveNoMoreCallsAtATime_thanItMay() throws Exception {
        server.always(server.after(Duration.ofMillis(30), FakeChatServer.saying("negative", 0.9, "en")));
        LanguageModel model = start(settings(LlmBudget.NONE));

        List<CompletableFuture<LlmAnswer>> asked =
                IntStream.range(0, 12).mapToObj(i -> model.ask("p", "It hangs")).toList();
        for (CompletableFuture<LlmAnswer> answer : asked) {
            assertThat(answer.get(20, TimeUnit.SECONDS)).isInstanceOf(Said.class);
        }

        assertThat(server.mostAtATime()).isEqualTo(2);
    }

    @Test
    void shouldNotExceedTheBudget_withTwoCopies_norAfterARestart() throws Exception {
        server.always(FakeChatServer.saying("negative", 0.9, "en"));
        LlmBudget budget = LlmBudget.parse("10000tokens");
        List<LanguageModel> copies = List.of(start(settings(budget)), start(settings(budget)));

        List<CompletableFuture<LlmAnswer>> asked = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            for (LanguageModel copy : copies) {
                asked.add(copy.ask("p", "It hangs"));
            }
        }
        int spent = 0;
        for (CompletableFuture<LlmAnswer> answer : asked) {
            spent += answer.get(20, TimeUnit.SECONDS) == Silence.SPENT ? 1 : 0;
        }

        while (ask(copies.get(0)) != Silence.SPENT) {
            assertThat(server.seen().size()).isLessThan(100);
        }

        long used = totals().inputTokens() + totals().outputTokens();
        assertThat(spent).isPositive();
        assertThat(used)
                .isLessThanOrEqualTo(10_000)
                .isEqualTo(120L * server.seen().size());
        assertThat(totals().latest().map(LlmUsage::getSpent)).contains(true);
        assertThat(ask(start(settings(budget)))).as("after a restart").isEqualTo(Silence.SPENT);
        assertThat(start(settings(LlmBudget.parse("20000tokens"))).ask("p", "x").get(20, TimeUnit.SECONDS))
                .as("with a larger budget")
                .isInstanceOf(Said.class);
    }

    @Test
    void shouldCountACall_whoseEndNobodySaw() throws Exception {
        server.next(server.after(Duration.ofSeconds(30), FakeChatServer.saying("negative", 0.9, "en")));
        LanguageModel killed = start(settings(LlmBudget.NONE));
        CompletableFuture<LlmAnswer> asked = killed.ask("p", "It hangs");
        while (server.seen().isEmpty()) {
            Thread.onSpinWait();
        }

        assertThat(totals().calls()).as("before it is answered").isEqualTo(1);
        killed.close();

        assertThat(asked.get(20, TimeUnit.SECONDS)).isEqualTo(Silence.STOPPING);
        assertThat(totals().calls()).isEqualTo(1);
        assertThat(totals().outputTokens()).isEqualTo(300);
    }

    @Test
    void shouldKeepTheKeyToItself() {
        assertThat(settings(LlmBudget.NONE).toString()).doesNotContain(KEY).contains("(hidden)");
    }
}
