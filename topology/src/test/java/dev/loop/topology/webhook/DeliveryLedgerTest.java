package dev.loop.topology.webhook;

import static dev.loop.topology.webhook.WebhookDriver.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDelivery;
import dev.loop.schemas.avro.WebhookDispatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests the way of one delivery from its command to its last outcome. */
class DeliveryLedgerTest extends DrivenLedger {

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
}
