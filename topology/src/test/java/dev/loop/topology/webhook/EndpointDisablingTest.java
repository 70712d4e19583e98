package dev.loop.topology.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.ProjectEvent;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.event.ProjectEvents;
import dev.loop.topology.store.StoreNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;

/** Tests what disables an endpoint, what becomes of its deliveries, and how it comes back. */
class EndpointDisablingTest extends DrivenLedger {

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
    void shouldVisitFewEndpointsAtOnce_whenTheirOwnersEnableAllOfThem() {
        for (int i = 0; i < 1_000; i++) {
            driver.endpoint("we_" + i, same -> same);
            driver.deliver("we_" + i, "evt_1");
            driver.fail(driver.oneDispatched(), 410);
        }
        driver.advance(Duration.ofSeconds(2));
        for (int tick = 0; tick < 10; tick++) {
            driver.advance(TICK);
        }
        for (int i = 0; i < 1_000; i++) {
            driver.endpoint("we_" + i, same -> same);
        }
        List<Integer> visited = new ArrayList<>();
        Map<Bytes, byte[]> before = endpointRows();
        driver.advance(Duration.ofSeconds(1));
        for (int tick = 0; tick < 10; tick++) {
            Map<Bytes, byte[]> now = endpointRows();
            Map<Bytes, byte[]> then = before;
            visited.add((int) now.entrySet().stream()
                    .filter(row -> !Arrays.equals(row.getValue(), then.get(row.getKey())))
                    .count());
            before = now;
            driver.advance(TICK);
        }
        assertThat(visited).as("endpoints visited at each tick").allMatch(few -> few <= 300);
        assertThat(visited.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1_000);
    }

    private Map<Bytes, byte[]> endpointRows() {
        Map<Bytes, byte[]> rows = new HashMap<>();
        try (var all = driver.store(StoreNames.WEBHOOK_ENDPOINT_STATES).all()) {
            all.forEachRemaining(row -> rows.put(row.key, row.value));
        }
        return rows;
    }
}
