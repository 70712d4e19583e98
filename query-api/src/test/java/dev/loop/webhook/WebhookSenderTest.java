package dev.loop.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.connectors.delivery.DeliverySender;
import dev.loop.connectors.delivery.lane.LaneSettings;
import dev.loop.connectors.webhook.http.WebhookClient;
import dev.loop.connectors.webhook.signature.Verifier;
import dev.loop.e2e.Pace;
import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookSenderTest {

    private static SendingFixture fixture;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        fixture = new SendingFixture(directory);
    }

    @AfterAll
    static void stopBroker() {
        fixture.close();
    }

    @Test
    void shouldSendSignedAndCommitTheAttempt_whenDispatched() throws Exception {
        try (Receiver receiver = Receiver.start(request -> 200);
                WebhookClient client = fixture.client();
                DeliverySender sender = fixture.sender(client, settings -> settings)) {
            fixture.endpoint("we_signed", receiver.url("/hooks"));
            fixture.dispatch("we_signed");

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(attemptsOf("we_signed")).hasSize(1));

            Receiver.Request request = receiver.requests().get(0);
            assertThat(new Verifier(List.of(SendingFixture.SECRET), Verifier.USUAL_TOLERANCE)
                            .problems(request::header, request.body(), Instant.now()))
                    .isEmpty();
            assertThat(request.header("Loop-Delivery")).isEqualTo("first");
            WebhookAttempt attempt = attemptsOf("we_signed").get(0);
            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
            assertThat(attempt.getStatus()).contains(200);
            assertThat(attempt.getTicket()).isEqualTo(1);
            assertThat(sender.healthy()).isTrue();
        }
        assertThat(attemptsOf("we_signed")).hasSize(1);
    }

    @Test
    void shouldKeepTheHealthyQuick_whenOthersHang() throws Exception {
        try (Receiver healthy = Receiver.start(request -> 200);
                Receiver hanging = Receiver.start(request -> {
                    Pace.SLOW_PEER.rest(Duration.ofSeconds(10));
                    return 200;
                });
                WebhookClient client = fixture.client();
                DeliverySender sender = fixture.sender(client, settings -> settings)) {
            for (int i = 0; i < 5; i++) {
                fixture.endpoint("we_hang" + i, hanging.url("/" + i));
            }
            fixture.endpoint("we_healthy", healthy.url("/"));
            awaitRunning(sender);
            for (int i = 0; i < 200; i++) {
                fixture.dispatch("we_hang" + i % 5);
                fixture.dispatch("we_healthy");
            }
            fixture.flush();

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(attemptsOf("we_healthy")).hasSize(200));
            assertThat(attemptsOf("we_healthy")).allMatch(attempt -> attempt.getOutcome() == AttemptOutcome.SUCCEEDED);
            assertThat(healthy.requests()).hasSize(200);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                for (int i = 0; i < 5; i++) {
                    assertThat(attemptsOf("we_hang" + i))
                            .hasSize(40)
                            .anyMatch(attempt ->
                                    attempt.getOutcome() == AttemptOutcome.TIMED_OUT && attempt.getAmbiguous());
                }
            });
        }
    }

    @Test
    void shouldHandBack_whenTheEndpointIsUnknownDisabledOrFailing() throws Exception {
        try (Receiver failing = Receiver.start(request -> 500);
                Receiver busy = Receiver.start(request -> 429);
                WebhookClient client = fixture.client();
                DeliverySender sender = fixture.sender(client, settings -> settings)) {
            fixture.endpoint("we_failing", failing.url("/"));
            fixture.endpoint("we_busy", busy.url("/"));
            awaitRunning(sender);
            for (int i = 0; i < 50; i++) {
                fixture.dispatch("we_failing");
                fixture.dispatch("we_busy");
            }
            fixture.dispatch("we_nobody");
            fixture.flush();

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(attemptsOf("we_failing")).hasSize(50);
                assertThat(attemptsOf("we_busy")).hasSize(50);
                assertThat(attemptsOf("we_nobody")).hasSize(1);
            });
            assertThat(failing.requests().size()).as("until the breaker opens").isBetween(1, 8);
            assertThat(busy.requests().size()).as("the first two at most").isBetween(1, 2);
            assertThat(attemptsOf("we_failing").stream()
                            .filter(attempt -> attempt.getOutcome() == AttemptOutcome.DEFERRED))
                    .hasSize(50 - failing.requests().size());
            assertThat(attemptsOf("we_nobody").get(0).getOutcome()).isEqualTo(AttemptOutcome.DEFERRED);
            assertThat(fixture.meters
                            .counter("loop.webhook.deferred", "reason", "unknown-endpoint")
                            .count())
                    .isPositive();
        }
    }

    @Test
    void shouldSendToWhereItIsNowOrNotAtAll_whenTheEndpointIsChangedWhileDispatchesWait() throws Exception {
        var answer = new CountDownLatch(1);
        try (Receiver before = Receiver.start(request -> {
                    awaitLatch(answer);
                    return 200;
                });
                Receiver after = Receiver.start(request -> 200);
                WebhookClient client = fixture.client();
                DeliverySender sender = fixture.sender(client, settings -> settings)) {
            fixture.endpoint("we_moved", before.url("/"));
            fixture.endpoint("we_removed", before.url("/"));
            awaitRunning(sender);
            for (int i = 0; i < 10; i++) {
                fixture.dispatch("we_moved");
                fixture.dispatch("we_removed");
            }
            fixture.flush();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> before.requests().size() == 4 && meter("loop.webhook.queued") == 16);

            fixture.endpoint("we_moved", after.url("/"));
            fixture.endpoints.remove("we_removed");
            answer.countDown();

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(attemptsOf("we_moved")).hasSize(10);
                assertThat(attemptsOf("we_removed")).hasSize(10);
            });
            assertThat(before.requests()).hasSize(4);
            assertThat(after.requests()).hasSize(8);
            assertThat(attemptsOf("we_removed").stream()
                            .filter(attempt -> attempt.getOutcome() == AttemptOutcome.DEFERRED))
                    .hasSize(8);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static double meter(String name) {
        return fixture.meters.get(name).gauge().value();
    }

    @Test
    void shouldGoOn_whenADispatchCannotBeRead() throws Exception {
        try (Receiver receiver = Receiver.start(request -> 200);
                WebhookClient client = fixture.client();
                DeliverySender sender = fixture.sender(client, settings -> settings)) {
            fixture.endpoint("we_poison", receiver.url("/"));
            awaitRunning(sender);
            byte[] poison = {9, 9, 9};
            fixture.send("we_poison", poison);
            fixture.dispatch("we_poison");
            fixture.flush();

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(attemptsOf("we_poison")).hasSize(1));
            assertThat(fixture.deadLetters()).anySatisfy(letter -> {
                assertThat(letter.value()).isEqualTo(poison);
                assertThat(new String(
                                letter.headers()
                                        .lastHeader(DeadLetterHeaders.TOPIC)
                                        .value(),
                                StandardCharsets.UTF_8))
                        .isEqualTo(Topics.WEBHOOK_DISPATCH.name());
            });
        }
    }

    @Test
    void shouldSendNothingTwice_whenClosedAndStartedAgain() throws Exception {
        try (Receiver receiver = Receiver.start(request -> {
                    Pace.SLOW_PEER.rest(Duration.ofMillis(20));
                    return 200;
                });
                WebhookClient client = fixture.client()) {
            fixture.endpoint("we_restarted", receiver.url("/"));
            for (int i = 0; i < 300; i++) {
                fixture.dispatch("we_restarted");
            }
            fixture.flush();
            for (int round = 1; receiver.requests().size() < 300; round++) {
                int before = receiver.requests().size();
                try (DeliverySender sender = fixture.sender(client, settings -> settings)) {
                    awaitRunning(sender);
                    await().atMost(Duration.ofSeconds(20))
                            .until(() -> receiver.requests().size() >= Math.min(300, before + 100));
                }
                assertThat(round).isLessThan(10);
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(attemptsOf("we_restarted")).hasSize(300));
            assertThat(receiver.requests())
                    .hasSize(300)
                    .allMatch(request -> request.header("Loop-Delivery").equals("first"));
        }
    }

    @Test
    void shouldLoseNothingAndMarkWhatComesTwice_whenAnotherTakesOverFromOneThatWasCutOff() throws Exception {
        try (Receiver receiver = Receiver.start(request -> {
                    Pace.SLOW_PEER.rest(Duration.ofMillis(50));
                    return 200;
                });
                WebhookClient client = fixture.client()) {
            fixture.endpoint("we_cut", receiver.url("/"));
            for (int i = 0; i < 200; i++) {
                fixture.dispatch("we_cut");
            }
            fixture.flush();
            // The second has the first one's name and fences it in the midst of its requests.
            try (DeliverySender first = fixture.sender(client, settings -> settings)) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> receiver.requests().size() >= 50);
                try (DeliverySender second = fixture.sender(client, settings -> settings)) {
                    await().atMost(Duration.ofSeconds(30))
                            .pollInterval(Duration.ofMillis(200))
                            .untilAsserted(() -> assertThat(attemptsOf("we_cut").stream()
                                            .map(WebhookAttempt::getTicket)
                                            .distinct())
                                    .hasSize(200));
                    assertThat(second.healthy()).isTrue();
                    assertThat(first.healthy()).isFalse();
                }
            }
            assertThat(attemptsOf("we_cut")).as("an outcome is committed once").hasSize(200);
            Map<String, List<Receiver.Request>> byEvent = receiver.requests().stream()
                    .collect(Collectors.groupingBy(request -> request.header("Loop-Event-Id")));
            List<List<Receiver.Request>> twice =
                    byEvent.values().stream().filter(all -> all.size() > 1).toList();
            assertThat(twice.size()).as("slots").isLessThanOrEqualTo(10);
            assertThat(twice)
                    .allMatch(all ->
                            all.get(all.size() - 1).header("Loop-Delivery").equals("possible-duplicate"));
        }
    }

    @Test
    void shouldShareThePartitions_whenThereAreTwo() throws Exception {
        try (Receiver receiver = Receiver.start(request -> {
                    Pace.SLOW_PEER.rest(Duration.ofMillis(5));
                    return 200;
                });
                WebhookClient client = fixture.client();
                DeliverySender one = fixture.sender(client, settings -> settings)) {
            for (int i = 0; i < 10; i++) {
                fixture.endpoint("we_shared" + i, receiver.url("/"));
            }
            awaitRunning(one);
            for (int i = 0; i < 500; i++) {
                fixture.dispatch("we_shared" + i % 10);
            }
            fixture.flush();
            try (DeliverySender two = fixture.sender(client, settings -> fixture.named(settings, "two"))) {
                await().atMost(Duration.ofSeconds(20)).until(() -> one.partitions() == 1 && two.partitions() == 1);
                for (int i = 0; i < 500; i++) {
                    fixture.dispatch("we_shared" + i % 10);
                }
                fixture.flush();
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(receiver.requests()).hasSize(1_000));
            }
            assertThat(receiver.requests().stream()
                            .map(request -> request.header("Loop-Event-Id"))
                            .distinct())
                    .as("what is given up is drained first, so nothing comes twice")
                    .hasSize(1_000);
        }
    }

    @Test
    void shouldGoOnWithWhatStays_whenAPartitionIsGivenUpBehindASlowRequest() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        Map<String, List<Long>> arrivals =
                Map.of("/0", new CopyOnWriteArrayList<>(), "/1", new CopyOnWriteArrayList<>());
        try (Receiver slowly = Receiver.start(request -> {
                    rest(slow);
                    return 200;
                });
                Receiver quickly = Receiver.start(request -> {
                    arrivals.get(request.path()).add(System.nanoTime());
                    Pace.SLOW_PEER.rest(Duration.ofMillis(slow.getCount() > 0 ? 200 : 0));
                    return 200;
                });
                WebhookClient client = fixture.client(Duration.ofSeconds(30));
                DeliverySender one = fixture.sender(
                        client,
                        settings -> settings.withLanes(new LaneSettings(
                                2_000, 64L << 20, 1_024, Duration.ofMinutes(1), 5, Duration.ofSeconds(2))))) {
            awaitRunning(one);
            List<String> prompts = new ArrayList<>();
            for (int partition = 0; partition < SendingFixture.PARTITIONS; partition++) {
                String delayed = fixture.endpointOf(partition, "we_delayed", slowly.url("/"));
                String prompt = fixture.endpointOf(partition, "we_prompt", quickly.url("/" + partition));
                fixture.dispatch(delayed);
                // At most 50 a second are sent.
                for (int i = 0; i < 1_000; i++) {
                    fixture.dispatch(prompt);
                }
                prompts.add(prompt);
            }
            fixture.flush();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> slowly.requests().size() == SendingFixture.PARTITIONS
                            && arrivals.values().stream().noneMatch(List::isEmpty));

            try (DeliverySender two = fixture.sender(client, settings -> fixture.named(settings, "two"))) {
                // One of them is given up when its slow request is answered, and nothing more of it is sent meanwhile.
                List<Long> leaving = await().atMost(Duration.ofSeconds(20))
                        .until(
                                () -> arrivals.values().stream()
                                        .min(Comparator.comparingLong(WebhookSenderTest::last))
                                        .orElseThrow(),
                                times -> System.nanoTime() - last(times)
                                        > Duration.ofSeconds(1).toNanos());
                long stood = last(leaving);
                assertThat(two.partitions()).isZero();
                assertThat(arrivals.values().stream()
                                .filter(times -> times != leaving)
                                .flatMap(List::stream)
                                .filter(time -> time - stood > 0))
                        .as("more of the one that stays than was under way")
                        .hasSizeGreaterThan(10);
                slow.countDown();
                await().atMost(Duration.ofSeconds(20)).until(() -> one.partitions() == 1 && two.partitions() == 1);
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> prompts.forEach(
                                prompt -> assertThat(attemptsOf(prompt)).hasSize(1_000)));
            }
        }
    }

    private static long last(List<Long> times) {
        return times.get(times.size() - 1);
    }

    @Test
    void shouldSendEachOnce_whenTheBrokerGoesAwayInBetween() throws Exception {
        try (Receiver receiver = Receiver.start(request -> {
                    Pace.SLOW_PEER.rest(Duration.ofMillis(100));
                    return 200;
                });
                WebhookClient client = fixture.client();
                DeliverySender sender = fixture.sender(client, settings -> settings)) {
            fixture.endpoint("we_outage", receiver.url("/"));
            awaitRunning(sender);
            for (int i = 0; i < 400; i++) {
                fixture.dispatch("we_outage");
            }
            fixture.flush();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> receiver.requests().size() >= 50);

            fixture.outage(Duration.ofSeconds(1));

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(attemptsOf("we_outage").stream()
                                    .filter(attempt -> attempt.getOutcome() != AttemptOutcome.DEFERRED))
                            .hasSameSizeAs(receiver.requests())
                            .hasSizeGreaterThan(60));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(attemptsOf("we_outage")).hasSize(400));
            assertThat(sender.healthy()).isTrue();
            assertThat(receiver.requests().stream()
                            .map(request -> request.header("Loop-Event-Id"))
                            .distinct())
                    .as("what was under way is committed afterwards, not sent again")
                    .hasSameSizeAs(receiver.requests());
        }
    }

    private static void awaitRunning(DeliverySender sender) {
        await().atMost(Duration.ofSeconds(20)).until(() -> sender.partitions() > 0 && sender.healthy());
    }

    private static void rest(CountDownLatch until) {
        try {
            assertThat(until.await(25, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<WebhookAttempt> attemptsOf(String endpoint) {
        return fixture.attempts().stream()
                .filter(attempt -> attempt.getEndpointId().equals(endpoint))
                .toList();
    }
}
