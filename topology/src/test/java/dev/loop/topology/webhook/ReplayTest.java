package dev.loop.topology.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.WebhookDispatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests which deliveries a replay sends again, and when. */
class ReplayTest extends DrivenLedger {

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
}
