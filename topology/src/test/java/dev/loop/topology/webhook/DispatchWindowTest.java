package dev.loop.topology.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDispatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests how many deliveries to one endpoint are with the sender at once. */
class DispatchWindowTest extends DrivenLedger {

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

    private List<WebhookAttempt> attempts(String deliveryId) {
        return driver.view()
                .attempts(WE, Optional.of(deliveryId), false, Optional.empty(), 100)
                .rows();
    }
}
