package dev.loop.topology.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.schemas.avro.WebhookDispatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests what readers see of the ledger: lists, counts and the backlog. */
class DeliveryViewTest extends DrivenLedger {

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
        DeliveryFilter pending =
                new DeliveryFilter(Set.of(DeliveryStatus.PENDING), Set.of(), Long.MIN_VALUE, Long.MAX_VALUE);
        var whole = driver.view().deliveries(WE, pending, Optional.empty(), 15);
        assertThat(whole.rows()).hasSize(15);
        assertThat(whole.next()).as("those that follow are delivered").isEmpty();
        var failed = driver.view().attempts(WE, Optional.empty(), true, Optional.empty(), 1);
        assertThat(failed.rows()).hasSize(1);
        assertThat(failed.next()).as("those that follow succeeded").isEmpty();
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
}
