package dev.loop.topology.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.topology.store.StoreNames;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests what is removed: deliveries of endpoints that are gone, and those that are too old. */
class DeliveryRemovalTest extends DrivenLedger {

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
}
