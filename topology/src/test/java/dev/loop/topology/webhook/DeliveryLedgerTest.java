package dev.loop.topology.webhook;

import static dev.loop.topology.webhook.WebhookDriver.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.ProjectEvent;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDelivery;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.event.ProjectEvents;
import dev.loop.topology.store.StoreNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the decisions of the ledger one after another, with a driven clock. */
class DeliveryLedgerTest {

    private static final String WE = "we_1";
    private static final Duration TICK = Duration.ofMillis(50);

    @TempDir
    Path directory;

    private WebhookDriver driver;

    @BeforeEach
    void open() {
        driver = new WebhookDriver(directory);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void shouldBeDelivered_whenTheAttemptSucceeds() {
        String id = driver.deliver(WE, "evt_1");
        WebhookDispatch dispatch = driver.oneDispatched();
        assertThat(dispatch.getSequence()).isEqualTo(1);
        assertThat(dispatch.getAttempt()).isEqualTo(1);
        assertThat(dispatch.getKind()).isEqualTo(AttemptKind.FIRST);
        assertThat(dispatch.getDueAt()).isEqualTo(driver.now());
        assertThat(StandardCharsets.UTF_8.decode(dispatch.getBody()).toString()).isEqualTo("evt_1");
        assertThat(driver.health(WE).pending()).isEqualTo(1);

        driver.succeed(dispatch);

        Delivery delivery = driver.delivery(WE, id);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.DELIVERED);
        assertThat(delivery.attempts()).isEqualTo(1);
        assertThat(delivery.lastOutcome()).contains(AttemptOutcome.SUCCEEDED);
        assertThat(delivery.lastStatus()).hasValue(200);
        assertThat(delivery.nextAttemptAt()).isEmpty();
        assertThat(attempts(id)).hasSize(1);
        EndpointHealth health = driver.health(WE);
        assertThat(health.state()).isEqualTo(EndpointHealth.State.HEALTHY);
        assertThat(health.delivered()).isEqualTo(1);
        assertThat(health.pending()).isZero();
        assertThat(health.lastSequence()).isEqualTo(1);
        assertThat(new String(driver.view().body(WE, id).orElseThrow(), StandardCharsets.UTF_8))
                .isEqualTo("evt_1");
    }

    @Test
    void shouldDispatchOnce_whenTheSameDeliveryIsAskedForAgain() {
        driver.deliver(WE, "evt_1");
        driver.deliver(WE, "evt_1");
        driver.succeed(driver.oneDispatched());
        driver.deliver(WE, "evt_1");

        assertThat(driver.dispatched()).isEmpty();
        assertThat(driver.health(WE).lastSequence()).isEqualTo(1);
    }

    /** The contract's schedule from its beginning to past its end, twenty seconds at a time. */
    @Test
    void shouldTrySixTimesInEightAndAHalfHoursAndThenFail_whenNothingSucceeds() {
        driver.endpoint(WE, same -> same);
        String id = driver.deliver(WE, "evt_1");
        Instant began = driver.now();
        List<Long> secondsAt = new ArrayList<>();
        for (int second = 0; second < 12 * 3600; second += 20) {
            for (WebhookDispatch dispatch : driver.dispatched()) {
                secondsAt.add(Duration.between(began, driver.now()).toSeconds());
                assertThat(dispatch.getAttempt()).isEqualTo(secondsAt.size());
                assertThat(dispatch.getKind()).isEqualTo(secondsAt.size() == 1 ? AttemptKind.FIRST : AttemptKind.RETRY);
                driver.fail(dispatch, 500);
            }
            driver.advance(Duration.ofSeconds(20));
        }
        assertThat(secondsAt).hasSize(6);
        long[] gaps = {0, 60, 300, 1800, 7200, 21600};
        for (int i = 1; i < gaps.length; i++) {
            assertThat(secondsAt.get(i) - secondsAt.get(i - 1))
                    .as("before attempt %d", i + 1)
                    .isBetween(gaps[i] * 9 / 10, gaps[i] * 11 / 10 + 20);
        }
        Delivery delivery = driver.delivery(WE, id);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(delivery.attempts()).isEqualTo(6);
        assertThat(attempts(id)).extracting(WebhookAttempt::getAttempt).containsExactly(6, 5, 4, 3, 2, 1);
        assertThat(driver.health(WE).failed()).isEqualTo(1);
        assertThat(driver.health(WE).pending()).isZero();

        driver.advance(Duration.ofDays(2));
        assertThat(driver.dispatched()).isEmpty();
    }

    @Test
    void shouldSayWhenTheNextAttemptIs_whenOneWaits() {
        String id = driver.deliver(WE, "evt_1");
        driver.fail(driver.oneDispatched(), null);

        Delivery delivery = driver.delivery(WE, id);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(delivery.lastOutcome()).contains(AttemptOutcome.CONNECTION_FAILED);
        assertThat(delivery.lastStatus()).isEmpty();
        assertThat(delivery.nextAttemptAt().orElseThrow() - driver.now().toEpochMilli())
                .isBetween(54_000L, 66_000L);
        assertThat(driver.health(WE).state()).isEqualTo(EndpointHealth.State.FAILING);
    }

    @Test
    void shouldWaitAsLongAsTheReceiverAsks_whenItAnswers503() {
        String id = driver.deliver(WE, "evt_1");
        driver.settle(
                driver.oneDispatched(),
                a -> a.setOutcome(AttemptOutcome.HTTP_ERROR).setStatus(503).setRetryAfterMillis(600_000L));
        assertThat(driver.delivery(WE, id).nextAttemptAt())
                .hasValue(driver.now().toEpochMilli() + 600_000);

        driver.deliver(WE, "evt_2");
        assertThat(driver.dispatched()).as("only this delivery waits").hasSize(1);
    }

    @Test
    void shouldPauseTheWholeEndpoint_whenItAnswers429() {
        driver.deliver(WE, "evt_1");
        driver.settle(
                driver.oneDispatched(),
                a -> a.setOutcome(AttemptOutcome.HTTP_ERROR).setStatus(429).setRetryAfterMillis(120_000L));
        driver.deliver(WE, "evt_2");
        driver.deliver("we_2", "evt_2");
        assertThat(driver.dispatched())
                .extracting(WebhookDispatch::getEndpointId)
                .containsExactly("we_2");
        assertThat(driver.health(WE).state()).isEqualTo(EndpointHealth.State.PAUSED);
        assertThat(driver.health(WE).pausedUntil()).hasValue(driver.now().toEpochMilli() + 120_000);

        driver.advance(Duration.ofSeconds(119));
        assertThat(driver.dispatched()).isEmpty();
        driver.advance(Duration.ofSeconds(1));
        assertThat(driver.dispatched()).hasSize(2);
    }

    /** Many are under way when the first of them is told that they are too many. */
    @Test
    void shouldStayPaused_whenAnEarlierRequestSucceedsMeanwhile() {
        driver.deliver(WE, "evt_1");
        driver.deliver(WE, "evt_2");
        List<WebhookDispatch> both = driver.dispatched();
        driver.settle(
                both.get(0),
                a -> a.setOutcome(AttemptOutcome.HTTP_ERROR).setStatus(429).setRetryAfterMillis(120_000L));
        driver.succeed(both.get(1));
        driver.deliver(WE, "evt_3");
        driver.advance(Duration.ofSeconds(119));
        assertThat(driver.dispatched()).isEmpty();
        assertThat(driver.health(WE).pausedUntil()).isPresent();

        driver.advance(Duration.ofSeconds(1));
        assertThat(driver.dispatched()).hasSize(2);
        assertThat(driver.health(WE).pausedUntil()).isEmpty();
    }

    @Test
    void shouldBeFailingAndNotPaused_whenThePauseIsOver() {
        driver.deliver(WE, "evt_1");
        driver.settle(
                driver.oneDispatched(),
                a -> a.setOutcome(AttemptOutcome.HTTP_ERROR).setStatus(429).setRetryAfterMillis(10_000L));
        assertThat(driver.health(WE).state()).isEqualTo(EndpointHealth.State.PAUSED);

        driver.advance(Duration.ofSeconds(11));
        assertThat(driver.dispatched()).as("its retry is due later").isEmpty();
        assertThat(driver.health(WE).state()).isEqualTo(EndpointHealth.State.FAILING);
        assertThat(driver.health(WE).pausedUntil()).isEmpty();
    }

    @Test
    void shouldNotWaitLongerThanTheCap_whenTheReceiverAsksForAYear() {
        driver.deliver(WE, "evt_1");
        driver.settle(
                driver.oneDispatched(),
                a -> a.setOutcome(AttemptOutcome.HTTP_ERROR)
                        .setStatus(429)
                        .setRetryAfterMillis(Duration.ofDays(365).toMillis()));
        driver.advance(Duration.ofHours(1));
        assertThat(driver.dispatched()).hasSize(1);
    }

    @Test
    void shouldSendOneProbeAtATimeAndSpendNoAttempts_whenTheBreakerIsOpen() {
        for (int i = 0; i < 5; i++) {
            driver.deliver(WE, "evt_" + i);
            driver.fail(driver.oneDispatched(), 500);
        }
        assertThat(driver.health(WE).state()).isEqualTo(EndpointHealth.State.PAUSED);
        assertThat(driver.health(WE).consecutiveFailures()).isEqualTo(5);
        for (int i = 5; i < 20; i++) {
            driver.deliver(WE, "evt_" + i);
        }
        assertThat(driver.dispatched()).isEmpty();

        driver.advance(Duration.ofSeconds(10));
        WebhookDispatch probe = driver.oneDispatched();
        assertThat(probe.getSequence()).isEqualTo(6);
        driver.advance(Duration.ofSeconds(10));
        assertThat(driver.dispatched()).as("while the probe is under way").isEmpty();
        driver.fail(probe, 500);
        driver.advance(Duration.ofMillis(19_900));
        assertThat(driver.dispatched()).isEmpty();
        driver.advance(Duration.ofMillis(100));
        WebhookDispatch second = driver.oneDispatched();
        assertThat(second.getSequence()).isEqualTo(7);
        driver.succeed(second);

        assertThat(driver.dispatched())
                .filteredOn(dispatch -> dispatch.getKind() == AttemptKind.FIRST)
                .extracting(WebhookDispatch::getSequence)
                .containsExactly(8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L);
        assertThat(driver.health(WE).state()).isEqualTo(EndpointHealth.State.HEALTHY);
        assertThat(driver.health(WE).pausedUntil()).isEmpty();
    }

    @Test
    void shouldNotDispatchMoreThanAWindow_whenManyAreReady() {
        reopen(WebhookSettings.defaults().withWindow(3));
        for (int i = 1; i <= 2000; i++) {
            driver.deliver(WE, "evt_" + i);
        }
        List<WebhookDispatch> out = driver.dispatched();
        assertThat(out).hasSize(3);
        long next = 1;
        while (!out.isEmpty()) {
            WebhookDispatch first = out.remove(0);
            assertThat(first.getSequence()).isEqualTo(next++);
            driver.succeed(first);
            out.addAll(driver.dispatched());
            assertThat(out).hasSizeLessThanOrEqualTo(3);
        }
        assertThat(next).isEqualTo(2001);
        assertThat(driver.health(WE).delivered()).isEqualTo(2000);
    }

    @Test
    void shouldComeBackSoonWithTheSameAttempt_whenTheSenderDefers() {
        String id = driver.deliver(WE, "evt_1");
        WebhookDispatch first = driver.oneDispatched();
        driver.settle(first, a -> a.setOutcome(AttemptOutcome.DEFERRED));
        assertThat(driver.dispatched()).isEmpty();
        assertThat(attempts(id)).isEmpty();

        driver.advance(Duration.ofMillis(600));
        WebhookDispatch again = driver.oneDispatched();
        assertThat(again.getAttempt()).isEqualTo(1);
        assertThat(again.getKind()).isEqualTo(AttemptKind.FIRST);
        assertThat(again.getTicket()).isNotEqualTo(first.getTicket());
        assertThat(driver.delivery(WE, id).attempts()).isZero();
        assertThat(driver.health(WE).state()).isEqualTo(EndpointHealth.State.HEALTHY);
    }

    @Test
    void shouldSendInOrderAndSeldomBeHandedBack_whenTheSenderHasRoomForTwentyOfThousands() {
        for (int i = 1; i <= 3000; i++) {
            driver.deliver(WE, "evt_" + i);
        }
        Deque<WebhookDispatch> atTheSender = new ArrayDeque<>();
        int handedBack = 0;
        for (int sent = 0; sent < 400; sent++) {
            for (WebhookDispatch dispatch : driver.dispatched()) {
                if (atTheSender.size() < 20) {
                    atTheSender.add(dispatch);
                } else {
                    handedBack++;
                    driver.settle(
                            dispatch, a -> a.setOutcome(AttemptOutcome.DEFERRED).setRetryAfterMillis(5_000L));
                }
            }
            assertThat(atTheSender).as("after %s sent", sent).isNotEmpty();
            driver.succeed(atTheSender.remove());
            driver.advance(Duration.ofMillis(200));
        }
        // The sender first hands back all but those it has room for, and then about one for every four that it sends.
        assertThat(handedBack).isBetween(64 - 20, 64 + 400 / 4);
        assertThat(driver.health(WE).delivered()).isEqualTo(400);
        // Those that came back first have had their turn before newer ones.
        assertThat(atTheSender).allMatch(dispatch -> dispatch.getSequence() <= 500);
    }

    @Test
    void shouldSendAWindowAtOnceSoon_whenTheSenderTakesAll() {
        for (int i = 1; i <= 5000; i++) {
            driver.deliver(WE, "evt_" + i);
        }
        List<Integer> rounds = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            List<WebhookDispatch> out = driver.dispatched();
            rounds.add(out.size());
            out.forEach(driver::succeed);
        }
        assertThat(rounds).containsExactly(64, 128, 256, 512, 512);
    }

    @Test
    void shouldAskAgainOnlyWhenItIsTime_whenTheSenderKeepsNothing() {
        for (int i = 1; i <= 1000; i++) {
            driver.deliver(WE, "evt_" + i);
        }
        driver.dispatched()
                .forEach(dispatch -> driver.settle(
                        dispatch, a -> a.setOutcome(AttemptOutcome.DEFERRED).setRetryAfterMillis(2_000L)));
        assertThat(driver.dispatched()).isEmpty();
        driver.advance(Duration.ofMillis(1_900));
        assertThat(driver.dispatched()).isEmpty();
        driver.advance(Duration.ofMillis(200));
        WebhookDispatch first = driver.oneDispatched();
        assertThat(first.getSequence()).isEqualTo(1);
        driver.succeed(first);
        assertThat(driver.dispatched()).hasSize(1);
    }

    @Test
    void shouldRecordAndChangeNothing_whenAnOutcomeComesTwiceOrLate() {
        String id = driver.deliver(WE, "evt_1");
        WebhookDispatch first = driver.oneDispatched();
        driver.succeed(first);
        driver.fail(first, 500);
        driver.succeed(first);
        driver.settle(first, a -> a.setOutcome(AttemptOutcome.DEFERRED));

        assertThat(driver.delivery(WE, id).status()).isEqualTo(DeliveryStatus.DELIVERED);
        assertThat(driver.delivery(WE, id).attempts()).isEqualTo(1);
        assertThat(driver.health(WE).delivered()).isEqualTo(1);
        assertThat(driver.health(WE).consecutiveFailures()).isZero();
        assertThat(attempts(id)).hasSize(3);
        driver.advance(Duration.ofDays(1));
        assertThat(driver.dispatched()).isEmpty();
    }

    @Test
    void shouldIgnoreTheOutcome_whenItsDeliveryIsAnother() {
        driver.deliver(WE, "evt_1");
        WebhookDispatch first = driver.oneDispatched();
        driver.settle(first, a -> a.setOutcome(AttemptOutcome.SUCCEEDED).setDeliveryId("dl_other"));
        driver.settle(first, a -> a.setOutcome(AttemptOutcome.SUCCEEDED).setSequence(77));
        driver.settle(first, a -> a.setOutcome(AttemptOutcome.SUCCEEDED).setEndpointId("we_unheard"));

        assertThat(driver.health(WE).pending()).isEqualTo(1);
        assertThat(driver.view().health("we_unheard")).isEmpty();
    }

    @Test
    void shouldDisableParkAndTellTheOthers_whenTheReceiverAnswers410() {
        driver.endpoint(WE, same -> same);
        driver.endpoint("we_owner", e -> e.setEvents(List.of("endpoint.disabled")));
        driver.endpoint("we_not", e -> e);
        driver.deliver(WE, "evt_0");
        driver.fail(driver.oneDispatched(), 500);
        String gone = driver.deliver(WE, "evt_1");
        String underWay = driver.deliver(WE, "evt_2");
        List<WebhookDispatch> both = driver.dispatched();
        driver.fail(both.get(0), 410);
        driver.advance(TICK);

        EndpointHealth health = driver.health(WE);
        assertThat(health.state()).isEqualTo(EndpointHealth.State.DISABLED);
        assertThat(health.disabledReason().orElseThrow()).contains("410");
        assertThat(health.disabledAt()).isPresent();
        assertThat(driver.delivery(WE, gone).status()).isEqualTo(DeliveryStatus.PARKED);
        assertThat(health.parked()).isEqualTo(2);
        assertThat(health.pending()).as("what is at the sender").isEqualTo(1);

        WebhookDispatch notice = driver.oneDispatched();
        assertThat(notice.getEndpointId()).isEqualTo("we_owner");
        assertThat(notice.getType()).isEqualTo("endpoint.disabled");
        String body = StandardCharsets.UTF_8.decode(notice.getBody()).toString();
        assertThat(body)
                .contains("\"data\":{\"id\":\"we_1\",\"url\":\"https://example.org/we_1\",\"reason\":\"the receiver")
                .contains("\"disabledAt\":\"2026-06-01T12:00:00Z\"}}");
        ProjectEvent told = driver.events.readValue();
        assertThat(told.getEventId()).isEqualTo(notice.getEventId());
        byte[] logged = ProjectEvents.of(told).orElseThrow().json();
        assertThat(new String(logged, StandardCharsets.UTF_8)).isEqualTo(body);
        assertThat(driver.events.isEmpty()).as("it was disabled once").isTrue();
        driver.succeed(notice);

        driver.succeed(both.get(1));
        assertThat(driver.delivery(WE, underWay).status()).isEqualTo(DeliveryStatus.DELIVERED);
        String later = driver.deliver(WE, "evt_3");
        assertThat(driver.delivery(WE, later).status()).isEqualTo(DeliveryStatus.PARKED);
        driver.advance(Duration.ofDays(1));
        assertThat(driver.dispatched()).isEmpty();
    }

    @Test
    void shouldWriteItToTheLogOfTheProject_whenNobodySubscribes() {
        driver.endpoint(WE, same -> same);
        driver.deliver(WE, "evt_1");
        driver.fail(driver.oneDispatched(), 410);
        driver.endpoint(WE, e -> e.setEnabled(false));
        driver.advance(TICK);

        KeyValue<String, ProjectEvent> told = driver.events.readKeyValue();
        assertThat(told.key).isEqualTo(WebhookDriver.PROJECT);
        assertThat(told.value.getType()).isEqualTo("endpoint.disabled");
        assertThat(told.value.getData()).startsWith("{\"id\":\"we_1\",").contains("410 Gone");
        // Its owner knows what the owner does.
        assertThat(driver.events.isEmpty()).isTrue();
    }

    @Test
    void shouldStartAfreshButNotResend_whenTheOwnerEnablesItAgain() {
        driver.endpoint(WE, same -> same);
        driver.deliver(WE, "evt_1");
        driver.fail(driver.oneDispatched(), 410);
        driver.advance(Duration.ofSeconds(5));
        driver.endpoint(WE, same -> same);
        assertThat(driver.health(WE).state()).isEqualTo(EndpointHealth.State.HEALTHY);
        driver.advance(Duration.ofHours(1));
        assertThat(driver.dispatched()).isEmpty();
        assertThat(driver.health(WE).parked()).isEqualTo(1);

        driver.deliver(WE, "evt_2");
        assertThat(driver.oneDispatched().getSequence()).isEqualTo(2);

        driver.replay(WE, all -> all);
        WebhookDispatch replayed = driver.oneDispatched();
        assertThat(replayed.getSequence()).isEqualTo(1);
        assertThat(replayed.getEventId()).isEqualTo("evt_1");
        assertThat(replayed.getKind()).isEqualTo(AttemptKind.REPLAY);
        assertThat(replayed.getAttempt()).isEqualTo(2);
    }

    @Test
    void shouldParkStepByStepAndResendOnReplayOnly_whenTheOwnerDisablesIt() {
        driver.endpoint(WE, same -> same);
        for (int i = 1; i <= 1500; i++) {
            driver.deliver(WE, "evt_" + i);
        }
        List<WebhookDispatch> out = driver.dispatched();
        assertThat(out).hasSize(64);
        driver.settle(out.get(0), a -> a.setOutcome(AttemptOutcome.DEFERRED));
        assertThat(driver.dispatched()).isEmpty();
        driver.endpoint(WE, e -> e.setEnabled(false));
        driver.advance(Duration.ofSeconds(1));
        assertThat(driver.health(WE).parked()).isBetween(1L, 400L);
        for (int tick = 0; tick < 6; tick++) {
            driver.advance(TICK);
        }
        assertThat(driver.health(WE).state()).isEqualTo(EndpointHealth.State.DISABLED);
        assertThat(driver.health(WE).parked()).isEqualTo(1500 - 63);
        assertThat(driver.backlog.total().parked()).isLessThanOrEqualTo(1500 - 63);

        driver.fail(out.get(1), 500);
        assertThat(driver.health(WE).parked()).isEqualTo(1500 - 62);
        driver.advance(Duration.ofSeconds(1));
        driver.endpoint(WE, same -> same);
        driver.advance(Duration.ofHours(2));
        assertThat(driver.dispatched()).isEmpty();
        for (WebhookDispatch dispatch : out.subList(2, 64)) {
            driver.succeed(dispatch);
        }
        driver.replay(WE, r -> r.setStatuses(List.of("parked")));
        int sent = 0;
        for (int tick = 0; tick < 30; tick++) {
            for (WebhookDispatch dispatch : driver.dispatched()) {
                driver.succeed(dispatch);
                sent++;
            }
            driver.advance(TICK);
        }
        assertThat(sent).as("all but 62").isEqualTo(1438);
        assertThat(driver.health(WE).parked()).isZero();
        assertThat(driver.health(WE).delivered()).isEqualTo(1500);
    }

    @Test
    void shouldDisableIt_whenNothingButFailuresComeBackForFiveDays() {
        driver.endpoint(WE, same -> same);
        int event = 0;
        while (driver.view()
                .health(WE)
                .map(h -> h.state() != EndpointHealth.State.DISABLED)
                .orElse(true)) {
            driver.deliver(WE, "evt_" + event++);
            for (WebhookDispatch dispatch : driver.dispatched()) {
                driver.fail(dispatch, null);
            }
            driver.advance(Duration.ofHours(1));
            assertThat(event).isLessThan(200);
        }
        assertThat(event).isBetween(120, 123);
        assertThat(driver.health(WE).disabledReason().orElseThrow())
                .isEqualTo("nothing but failures since 2026-06-01T12:00:00Z");
        long taken = driver.health(WE).lastSequence();
        for (int i = 0; i < 50; i++) {
            driver.advance(TICK);
        }
        EndpointHealth health = driver.health(WE);
        assertThat(health.parked() + health.failed()).isEqualTo(taken);
    }

    @Test
    void shouldStayEnabled_whenASuccessLiesBetween() {
        driver.endpoint(WE, same -> same);
        for (int event = 0; event < 300; event++) {
            driver.deliver(WE, "evt_" + event);
            for (WebhookDispatch dispatch : driver.dispatched()) {
                if (event % 100 == 99) {
                    driver.succeed(dispatch);
                } else {
                    driver.fail(dispatch, 500);
                }
            }
            driver.advance(Duration.ofHours(1));
        }
        assertThat(driver.health(WE).state()).isNotEqualTo(EndpointHealth.State.DISABLED);
    }

    @Test
    void shouldReplayWhatIsNamedAndLeaveTheRest_whenIdsAreGiven() {
        driver.endpoint(WE, same -> same);
        String one = driver.deliver(WE, "evt_1");
        String two = driver.deliver(WE, "evt_2");
        driver.deliver(WE, "evt_3");
        driver.dispatched().forEach(driver::succeed);

        driver.replay(WE, r -> r.setDeliveries(List.of(two, "dl_unheard", one, one)));

        assertThat(driver.dispatched()).extracting(WebhookDispatch::getSequence).containsExactlyInAnyOrder(1L, 2L);
        assertThat(driver.delivery(WE, one).status()).isEqualTo(DeliveryStatus.PENDING);
        driver.replay(WE, r -> r.setDeliveries(List.of(one)));
        assertThat(driver.dispatched()).as("it is under way already").isEmpty();
    }

    @Test
    void shouldReplayByTimeAndStatus_whenTheyAreGiven() {
        driver.endpoint(WE, same -> same);
        for (int hour = 0; hour < 50; hour++) {
            driver.deliver(WE, "evt_" + hour);
            WebhookDispatch dispatch = driver.oneDispatched();
            if (hour % 2 == 0) {
                driver.succeed(dispatch);
            } else {
                driver.fail(dispatch, 410);
                driver.advance(Duration.ofMinutes(1));
                driver.endpoint(WE, same -> same);
                driver.advance(Duration.ofMinutes(59));
                continue;
            }
            driver.advance(Duration.ofHours(1));
        }
        Instant since = WebhookDriver.START.plus(Duration.ofHours(10));
        Instant until = WebhookDriver.START.plus(Duration.ofHours(20));

        driver.replay(WE, r -> r.setSince(since).setUntil(until));
        assertThat(driver.dispatched())
                .extracting(WebhookDispatch::getEventId)
                .containsExactly("evt_11", "evt_13", "evt_15", "evt_17", "evt_19");
        driver.replay(WE, r -> r.setSince(since).setUntil(until).setStatuses(List.of("delivered")));
        assertThat(driver.dispatched())
                .extracting(WebhookDispatch::getEventId)
                .containsExactly("evt_10", "evt_12", "evt_14", "evt_16", "evt_18");
    }

    /** The instance may hear of the replay before it hears of the enabling. */
    @Test
    void shouldWaitAWhile_whenReplayIsAskedForWhileDisabled() {
        driver.endpoint(WE, same -> same);
        driver.deliver(WE, "evt_1");
        driver.fail(driver.oneDispatched(), 410);
        driver.advance(Duration.ofSeconds(1));
        driver.replay(WE, same -> same);
        driver.advance(Duration.ofSeconds(2));
        assertThat(driver.dispatched()).isEmpty();
        driver.endpoint(WE, same -> same);
        driver.advance(TICK);
        assertThat(driver.oneDispatched().getKind()).isEqualTo(AttemptKind.REPLAY);
    }

    @Test
    void shouldLeaveNothing_whenTheEndpointIsDeleted() {
        driver.endpoint(WE, same -> same);
        driver.endpoint("we_2", same -> same);
        for (int i = 0; i < 700; i++) {
            driver.deliver(WE, "evt_" + i);
        }
        driver.deliver("we_2", "evt_0");
        List<WebhookDispatch> out = driver.dispatched();
        driver.fail(out.get(0), 500);
        driver.succeed(out.get(1));
        driver.delete(WE);
        driver.deliver(WE, "evt_late");
        driver.advance(Duration.ofSeconds(1));
        driver.advance(TICK);
        assertThat(driver.health(WE).pending())
                .as("little at once: others wait")
                .isGreaterThan(500);
        for (int i = 0; i < 20; i++) {
            driver.advance(TICK);
        }
        driver.fail(out.get(2), 500);

        assertThat(driver.view().health(WE)).isEmpty();
        assertThat(driver.view()
                        .deliveries(WE, DeliveryFilter.ALL, Optional.empty(), 10)
                        .rows())
                .isEmpty();
        driver.succeed(out.get(out.size() - 1));
        driver.advance(Duration.ofDays(1));
        assertThat(driver.rows(StoreNames.WEBHOOK_SCHEDULE)).isZero();
        assertThat(driver.rows(StoreNames.WEBHOOK_ENDPOINT_STATES)).isEqualTo(1);
        assertThat(driver.rows(StoreNames.WEBHOOK_DELIVERIES))
                .as("of we_2: delivery, progress, id, attempt")
                .isEqualTo(4);
        driver.dispatched();
    }

    @Test
    void shouldBeDropped_whenItsEndpointIsMissingForLong() {
        driver.deliver(WE, "evt_1");
        driver.advance(TICK);
        driver.advance(Duration.ofMinutes(59));
        assertThat(driver.view().health(WE)).isPresent();
        driver.advance(Duration.ofMinutes(2));
        driver.advance(TICK);
        assertThat(driver.view().health(WE)).isEmpty();
    }

    @Test
    void shouldForgetDeliveriesAndAttempts_whenTheyOutliveTheRetention() {
        driver.endpoint(WE, same -> same);
        String old = driver.deliver(WE, "evt_1");
        driver.succeed(driver.oneDispatched());
        driver.advance(Duration.ofDays(20));
        String young = driver.deliver(WE, "evt_2");
        driver.succeed(driver.oneDispatched());
        driver.advance(Duration.ofDays(11));

        assertThat(driver.view().find(WE, old)).isEmpty();
        assertThat(driver.view().find(WE, young)).isPresent();
        assertThat(driver.view()
                        .attempts(WE, Optional.empty(), false, Optional.empty(), 10)
                        .rows())
                .hasSize(1);
        assertThat(driver.health(WE).delivered()).isEqualTo(1);
        assertThat(driver.health(WE).lastSequence()).isEqualTo(2);
        assertThat(driver.rows(StoreNames.WEBHOOK_DELIVERIES)).isEqualTo(4);
    }

    @Test
    void shouldStandInTheLogAndChangeNothing_whenATestIsSent() {
        WebhookAttempt attempt =
                driver.test(WE).setOutcome(AttemptOutcome.TIMED_OUT).build();
        driver.attempts.pipeInput(WE, attempt, driver.now());

        assertThat(driver.view()
                        .attempts(WE, Optional.empty(), false, Optional.empty(), 10)
                        .rows())
                .containsExactly(attempt);
        assertThat(driver.health(WE).state()).isEqualTo(EndpointHealth.State.HEALTHY);
        assertThat(driver.health(WE).lastSequence()).isZero();
    }

    @Test
    void shouldPageNewestFirstAndFilter_whenDeliveriesAreListed() {
        for (int i = 1; i <= 25; i++) {
            driver.deliver(WE, "evt_" + i);
        }
        List<WebhookDispatch> out = driver.dispatched();
        for (int i = 0; i < 10; i++) {
            driver.succeed(out.get(i));
        }
        driver.fail(out.get(10), 500);
        driver.deliver("we_10", "evt_x");

        List<Long> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = driver.view().deliveries(WE, DeliveryFilter.ALL, cursor, 10);
            page.rows().forEach(row -> seen.add(row.sequence()));
            cursor = page.next();
        } while (cursor.isPresent());
        assertThat(seen).hasSize(25).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        DeliveryFilter delivered =
                new DeliveryFilter(Set.of(DeliveryStatus.DELIVERED), Set.of(), Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(driver.view().count(WE, delivered)).isEqualTo(10);
        assertThat(driver.view()
                        .deliveries(WE, delivered, Optional.empty(), 100)
                        .rows())
                .hasSize(10);
        var first = driver.view().attempts(WE, Optional.empty(), false, Optional.empty(), 6);
        var second = driver.view().attempts(WE, Optional.empty(), false, first.next(), 6);
        assertThat(first.rows()).hasSize(6);
        assertThat(first.rows().get(0).getSequence()).isEqualTo(11);
        assertThat(second.rows()).hasSize(5);
        assertThat(second.next()).isEmpty();
        assertThat(driver.view()
                        .attempts(WE, Optional.empty(), true, Optional.empty(), 100)
                        .rows())
                .hasSize(1);
        assertThatThrownBy(() -> driver.view().deliveries(WE, DeliveryFilter.ALL, first.next(), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> driver.view().deliveries(WE, DeliveryFilter.ALL, Optional.of("%"), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTellTheBacklog_whenTicksPass() {
        driver.endpoint(WE, same -> same);
        for (int i = 0; i < 5; i++) {
            driver.deliver(WE, "evt_" + i);
            driver.fail(driver.oneDispatched(), 500);
        }
        driver.deliver(WE, "evt_waits");
        Instant since = driver.now();
        driver.advance(Duration.ofSeconds(1));

        DeliveryBacklog.Snapshot backlog = driver.backlog.total();
        assertThat(backlog.pending()).isEqualTo(6);
        assertThat(backlog.openBreakers()).isEqualTo(1);
        assertThat(backlog.parked()).isZero();
        assertThat(backlog.oldestDueAt()).hasValue(since.toEpochMilli());
    }

    @Test
    void shouldHaveNoDeliveryOfAnotherProject_whenTheSameEndpointIdIsUsed() {
        driver.deliver(WE, "evt_1");
        WebhookDelivery delivery = new WebhookDelivery(
                "dl_other", "evt_other", "feedback.created", driver.now(), java.nio.ByteBuffer.wrap(new byte[] {1}));
        driver.commands.pipeInput(
                WE, new dev.loop.schemas.avro.WebhookCommand(WE, "another", driver.now(), delivery), driver.now());

        assertThat(driver.dispatched()).extracting(WebhookDispatch::getProject).containsOnly(PROJECT);
        assertThat(driver.deadLetters
                        .readRecord()
                        .headers()
                        .lastHeader("loop.reason")
                        .value())
                .isEqualTo("invalid".getBytes(StandardCharsets.UTF_8));
    }

    private List<WebhookAttempt> attempts(String deliveryId) {
        return driver.view()
                .attempts(WE, Optional.of(deliveryId), false, Optional.empty(), 100)
                .rows();
    }

    private void reopen(WebhookSettings settings) {
        driver.close();
        driver = new WebhookDriver(directory.resolve("again"), settings, WebhookDriver.START);
    }
}
