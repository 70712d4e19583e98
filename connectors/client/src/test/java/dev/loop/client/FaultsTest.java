package dev.loop.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loop.client.FaultServer.Asked;
import dev.loop.client.model.BatchResult;
import dev.loop.client.model.FeedbackItem;
import dev.loop.client.model.Json;
import dev.loop.client.model.NewFeedback;
import dev.loop.client.model.Sentiment;
import dev.loop.client.model.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls that meet faults: never two items for one call, and never a call that hangs. They wait for most of their time, and
 * so side by side.
 */
@Execution(ExecutionMode.CONCURRENT)
class FaultsTest {

    private static final String KEY = "sk_0123456789secret";
    private static final Path TABLE = Path.of("../src/main/sdk/javascript/test/faults.json");
    private static final Duration SLACK = Duration.ofSeconds(10);
    private static final Set<String> DONE_UNHEARD =
            Set.of("time-out-after", "reset-after", "reset-mid", "cut", "cut-before", "trickle");
    private static final NewFeedback ITEM = NewFeedback.of("u_1", "Grüße 🎉").sentiment(Sentiment.NEGATIVE);

    /** The faults that the SDKs of other languages are tested with. */
    static Stream<String> faults() throws IOException {
        List<String> faults = List.of(Json.MAPPER.readValue(TABLE.toFile(), String[].class));
        assertThat(faults).hasSizeGreaterThan(10);
        return faults.stream();
    }

    private static Loop client(FaultServer server, String fault) {
        // Short where the time must pass; long where a busy machine must not make a time-out of another fault.
        Duration timeout = Duration.ofMillis(fault.contains("time-out") || fault.equals("trickle") ? 2_000 : 20_000);
        return Loop.builder()
                .apiKey(KEY)
                .baseUrl(server.url())
                .options(options ->
                        options.timeout(timeout).maxRetries(4).backoff(Duration.ofMillis(20), Duration.ofMillis(100)))
                .build();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void shouldCreateOneItem_whenACallMeetsAFault(String fault) {
        try (FaultServer server = new FaultServer(fault, "503")) {
            Answer<FeedbackItem> made =
                    client(server, fault).withResponse(loop -> loop.feedback().create(ITEM));

            assertThat(made.data().id()).isEqualTo("fb_1");
            assertThat(made.data().message()).isEqualTo("Grüße 🎉");
            assertThat(made.data().more().get("later").asText()).isEqualTo("a field of a newer server");
            // On a machine that is far too busy, any attempt may be the one that is written and is out of time.
            if (!fault.equals("time-out")) {
                assertThat(made.replayed()).isEqualTo(DONE_UNHEARD.contains(fault));
            }
            assertThat(server.items).hasSize(1);
            assertThat(server.requests).hasSizeGreaterThanOrEqualTo(3);
            assertThat(server.requests.stream().map(Asked::key).distinct())
                    .singleElement()
                    .asString()
                    .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
            assertThat(server.requests.stream().map(Asked::body).distinct()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void shouldCreateEachItemOnce_whenABatchMeetsAFault(String fault) {
        try (FaultServer server = new FaultServer(fault)) {
            BatchResult result = client(server, fault).feedback().batch(List.of(ITEM, ITEM, ITEM));

            assertThat(result.lines()).isEqualTo(3);
            assertThat(server.items).hasSize(3);
            assertThat(server.requests.get(0).body())
                    .isEqualTo(server.requests.get(1).body());
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void shouldEraseAndChange_whenTheCallMeetsAFault(String fault) {
        try (FaultServer server = new FaultServer(fault)) {
            Loop loop = client(server, fault);
            loop.feedback().erase("fb_9", "asked for");
            assertThat(server.requests.get(0).target()).isEqualTo("/v1/feedback/fb_9?reason=asked%20for");

            server.faults.add(fault);
            assertThat(loop.feedback().resolve("fb_8", "Fixed").status()).isEqualTo(Status.RESOLVED);
        }
    }

    @Test
    void shouldNotFindIt_whenItWasErasedBefore() {
        try (FaultServer server = new FaultServer("429-seconds")) {
            Loop loop = client(server, "");
            loop.feedback().erase("fb_9");
            server.faults.add("429-seconds");
            assertThatThrownBy(() -> loop.feedback().erase("fb_9")).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void shouldTellTheKeyThatMakesTheCallTheSame_whenItGivesUp() {
        try (FaultServer server = new FaultServer("503")) {
            server.forEver = true;
            Loop loop = Loop.builder().apiKey(KEY).baseUrl(server.url()).build();
            var failure = catchThrowableOfType(
                    ServerException.class, () -> loop.feedback().create(ITEM));
            assertThat(server.requests).hasSize(3);

            server.forEver = false;
            server.faults.clear();
            server.faults.add("reset-after");
            String key = failure.idempotencyKey().orElseThrow();
            loop.with(options -> options.idempotencyKey(key)).feedback().create(ITEM);
            assertThat(server.items.keySet()).containsExactly(key);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"time-out", "time-out-after", "trickle", "503", "reset", "429-seconds"})
    void shouldNotPassTheLimitOfTheCall_whenAFaultDoesNotEnd(String fault) {
        try (FaultServer server = new FaultServer(fault)) {
            server.forEver = true;
            Loop loop = Loop.builder()
                    .apiKey(KEY)
                    .baseUrl(server.url())
                    .options(options -> options.timeout(Duration.ofMillis(400))
                            .callTimeout(Duration.ofMillis(1_500))
                            .maxRetries(100))
                    .build();
            long began = System.nanoTime();
            assertThatThrownBy(() -> loop.feedback().create(ITEM)).isInstanceOf(LoopException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SLACK);
            assertThat(server.items).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void shouldFailAtOnce_whenRetryAfterIsLongerThanAMinute() {
        try (FaultServer server = new FaultServer("429-long")) {
            var failure = catchThrowableOfType(
                    RateLimitException.class,
                    () -> client(server, "").feedback().create(ITEM));
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(61));
            assertThat(server.requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"429-seconds", "429-date"})
    void shouldWait_whenRetryAfterSaysSo(String fault) {
        try (FaultServer server = new FaultServer(fault)) {
            List<Retry> retries = new ArrayList<>();
            long began = System.nanoTime();
            client(server, "")
                    .with(options -> options.onRetry(retries::add))
                    .feedback()
                    .create(ITEM);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(990));
            assertThat(retries).singleElement().satisfies(retry -> {
                assertThat(retry.attempt()).isEqualTo(1);
                assertThat(retry.pause()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
                assertThat(retry.cause()).isInstanceOf(RateLimitException.class);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "400 invalid-parameter",
                "401 unauthenticated",
                "403 forbidden",
                "404 not-found",
                "409 item-erased",
                "410 events-gone",
                "412 revision-conflict",
                "413 too-large",
                "422 invalid-body",
                "501 not-supported"
            })
    void shouldNotTryAgain_whenItCannotGetBetter(String fault) {
        try (FaultServer server = new FaultServer(fault)) {
            var failure = catchThrowableOfType(
                    ApiException.class, () -> client(server, "").feedback().create(ITEM));
            assertThat(failure.status() + " " + failure.type()).isEqualTo(fault);
            assertThat(failure.remedy()).isEqualTo("Wait.");
            assertThat(failure.detail()).isEqualTo("As asked: " + fault.substring(4) + ".");
            assertThat(failure).hasMessageStartingWith(fault);
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void shouldNotSendAgain_whenItCouldTakePlaceTwice() {
        try (FaultServer server = new FaultServer("reset-after")) {
            Loop loop = client(server, "");
            assertThatThrownBy(() -> loop.request("POST", "/v1/feedback", ITEM))
                    .isInstanceOf(ApiConnectionException.class);
            assertThat(server.requests).hasSize(1);

            server.faults.add("503");
            loop.with(options -> options.idempotencyKey("k")).request("POST", "/v1/feedback", ITEM);
            assertThat(server.requests).hasSize(3);
        }
    }

    @Test
    void shouldSayWhoAnswers_whenItIsNotLoop() {
        try (FaultServer server = new FaultServer("redirect", "page")) {
            Loop loop = client(server, "");
            assertThatThrownBy(() -> loop.feedback().create(ITEM))
                    .hasMessageContaining("redirects to http://127.0.0.1:1/elsewhere");
            assertThatThrownBy(() -> loop.feedback().create(ITEM)).hasMessageContaining("text/html", "base URL");
            assertThat(server.requests).hasSize(2);
        }
    }

    @Test
    void shouldEndAtOnce_whenTheThreadIsInterrupted() throws InterruptedException {
        for (String fault : List.of("time-out", "429-seconds")) {
            try (FaultServer server = new FaultServer(fault)) {
                List<Throwable> thrown = new ArrayList<>();
                Thread caller = new Thread(() -> {
                    try {
                        client(server, "").feedback().create(ITEM);
                    } catch (LoopException e) {
                        thrown.add(e);
                        thrown.add(new Throwable(
                                "interrupted: " + Thread.currentThread().isInterrupted()));
                    }
                });
                caller.start();
                Awaitility.await().until(() -> !server.requests.isEmpty());
                caller.interrupt();
                caller.join(SLACK.toMillis());
                assertThat(thrown).hasSize(2);
                assertThat(thrown.get(0)).isInstanceOf(CallInterruptedException.class);
                assertThat(thrown.get(1)).hasMessage("interrupted: true");
            }
        }
    }
}
