package dev.loop.topology.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookDispatch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests when an endpoint is left alone for a while: at its own wish, and after failures. */
class EndpointPauseTest extends DrivenLedger {

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
}
