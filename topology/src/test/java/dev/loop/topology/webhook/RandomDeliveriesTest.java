package dev.loop.topology.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.topology.store.StoreNames;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the ledger with a plain list of deliveries, whatever endpoints, senders, owners and crashes do: nothing is
 * lost, each delivery is in one state, sequences have no gap, no window is exceeded, counts are a recount, and in the
 * end all is delivered.
 */
class RandomDeliveriesTest {

    private static final int STEPS = 1200;
    private static final int WINDOW = 3;
    private static final List<String> ENDPOINTS = List.of("we_1", "we_2", "we_3");
    /** Hours pass here while something is at the sender, which is merely slow. */
    private static final Duration NEVER = Duration.ofDays(10_000);

    private static final WebhookSettings SETTINGS = WebhookSettings.defaults()
            .withWindow(WINDOW)
            .withDisableAfter(Duration.ofHours(20))
            .withHearing(new WebhookSettings.Hearing(NEVER, NEVER));

    @TempDir
    Path directory;

    /** The facts about a delivery that need no ledger. */
    private static final class Plain {
        private final String id;
        private final long sequence;
        private int attempts;
        private boolean delivered;
        private Optional<WebhookDispatch> underWay = Optional.empty();

        Plain(String id, long sequence) {
            this.id = id;
            this.sequence = sequence;
        }
    }

    private final Map<String, Map<String, Plain>> plain = new HashMap<>();
    private final Map<String, Boolean> enabled = new HashMap<>();
    private final Set<String> tickets = new HashSet<>();
    private final List<WebhookDispatch> settled = new ArrayList<>();
    private WebhookDriver driver;
    private Random random;
    private int events;
    private int restarts;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldLoseNothing_whenEverythingIsRandom(long seed) {
        run(seed);
    }

    /** Another course with each build. What it finds is kept above. */
    @Test
    void shouldLoseNothing_whenTheSeedIsNew() {
        run(System.nanoTime());
    }

    private void run(long seed) {
        random = new Random(seed);
        ENDPOINTS.forEach(id -> plain.put(id, new LinkedHashMap<>()));
        driver = new WebhookDriver(directory.resolve("0"), SETTINGS, WebhookDriver.START);
        try {
            ENDPOINTS.forEach(id -> enable(id, true));
            for (int step = 0; step < STEPS; step++) {
                step();
                collect();
                if (step % 40 == 0) {
                    check();
                }
            }
            check();
            finish();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("With seed " + seed + ": " + e.getMessage(), e);
        } finally {
            driver.close();
        }
    }

    private void step() {
        String endpoint = ENDPOINTS.get(random.nextInt(ENDPOINTS.size()));
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> deliver(endpoint);
            case 6, 7, 8, 9, 10, 11 -> settle(endpoint);
            case 12 -> driver.advance(Duration.ofMillis(50));
            case 13 -> driver.advance(Duration.ofSeconds(1 + random.nextInt(90)));
            case 14 -> driver.advance(Duration.ofMinutes(1 + random.nextInt(120)));
            case 15 -> replay(endpoint);
            case 16 -> settleAgain();
            case 17 -> deliverAgain(endpoint);
            case 18 -> {
                if (random.nextInt(3) == 0) {
                    enable(endpoint, !enabled.get(endpoint));
                } else {
                    enable(endpoint, true);
                }
            }
            default -> {
                if (random.nextInt(15) == 0) {
                    restart();
                }
            }
        }
    }

    private void deliver(String endpoint) {
        String id = driver.deliver(endpoint, "evt_" + ++events);
        plain.get(endpoint).put(id, new Plain(id, plain.get(endpoint).size() + 1));
    }

    private void deliverAgain(String endpoint) {
        if (events > 0) {
            String event = "evt_" + (1 + random.nextInt(events));
            Map<String, Plain> known = plain.get(endpoint);
            String id = driver.deliver(endpoint, event);
            known.computeIfAbsent(id, first -> new Plain(id, known.size() + 1));
        }
    }

    private void settle(String endpoint) {
        List<Plain> underWay = plain.get(endpoint).values().stream()
                .filter(one -> one.underWay.isPresent())
                .toList();
        if (underWay.isEmpty()) {
            return;
        }
        Plain one = underWay.get(random.nextInt(underWay.size()));
        WebhookDispatch dispatch = one.underWay.orElseThrow();
        one.underWay = Optional.empty();
        settled.add(dispatch);
        int what = random.nextInt(10);
        if (what == 0) {
            driver.settle(dispatch, a -> a.setOutcome(AttemptOutcome.DEFERRED));
            return;
        }
        one.attempts++;
        if (what < 4) {
            one.delivered = true;
            driver.succeed(dispatch);
        } else if (what == 4) {
            driver.settle(
                    dispatch,
                    a -> a.setOutcome(AttemptOutcome.HTTP_ERROR).setStatus(429).setRetryAfterMillis((long)
                            random.nextInt(600_000)));
        } else {
            driver.fail(dispatch, random.nextInt(60) == 0 ? Integer.valueOf(410) : Integer.valueOf(500));
        }
    }

    /** An outcome that was there before, as after a crash of a sender. */
    private void settleAgain() {
        if (!settled.isEmpty()) {
            WebhookDispatch dispatch = settled.get(random.nextInt(settled.size()));
            if (random.nextBoolean()) {
                driver.succeed(dispatch);
            } else {
                driver.fail(dispatch, 500);
            }
        }
    }

    private void replay(String endpoint) {
        List<Plain> all = new ArrayList<>(plain.get(endpoint).values());
        if (random.nextBoolean() || all.isEmpty()) {
            driver.replay(endpoint, r -> r);
        } else {
            driver.replay(endpoint, r -> r.setDeliveries(List.of(all.get(random.nextInt(all.size())).id)));
        }
    }

    private void enable(String endpoint, boolean on) {
        driver.advance(Duration.ofMillis(50));
        enabled.put(endpoint, on);
        driver.endpoint(endpoint, e -> e.setEnabled(on));
    }

    private void collect() {
        for (WebhookDispatch dispatch : driver.dispatched()) {
            Plain one = plain.get(dispatch.getEndpointId()).get(dispatch.getDeliveryId());
            assertThat(one).as("a delivery that was asked for").isNotNull();
            assertThat(one.underWay).as("at the sender at most once").isEmpty();
            assertThat(dispatch.getSequence()).isEqualTo(one.sequence);
            assertThat(dispatch.getAttempt()).isEqualTo(one.attempts + 1);
            assertThat(tickets.add(dispatch.getEndpointId() + dispatch.getTicket()))
                    .isTrue();
            one.underWay = Optional.of(dispatch);
            one.delivered = false;
        }
    }

    private void check() {
        for (String endpoint : ENDPOINTS) {
            Map<String, Plain> expected = plain.get(endpoint);
            List<Delivery> found = all(endpoint);
            assertThat(found.size()).as("deliveries to %s", endpoint).isEqualTo(expected.size());
            Map<DeliveryStatus, Long> recount = new HashMap<>();
            long underWay = 0;
            for (int i = 0; i < found.size(); i++) {
                Delivery delivery = found.get(i);
                Plain one = expected.get(delivery.id());
                assertThat(delivery.sequence()).isEqualTo(found.size() - i).isEqualTo(one.sequence);
                assertThat(delivery.attempts()).isEqualTo(one.attempts);
                if (delivery.status() == DeliveryStatus.DELIVERED) {
                    assertThat(one.delivered).isTrue();
                }
                if (one.underWay.isPresent()) {
                    assertThat(delivery.status()).isEqualTo(DeliveryStatus.PENDING);
                    underWay++;
                }
                recount.merge(delivery.status(), 1L, Long::sum);
            }
            assertThat(underWay).isLessThanOrEqualTo(WINDOW);
            if (found.isEmpty()) {
                continue;
            }
            EndpointHealth health = driver.health(endpoint);
            assertThat(health.pending()).isEqualTo(recount.getOrDefault(DeliveryStatus.PENDING, 0L));
            assertThat(health.delivered()).isEqualTo(recount.getOrDefault(DeliveryStatus.DELIVERED, 0L));
            assertThat(health.failed()).isEqualTo(recount.getOrDefault(DeliveryStatus.FAILED, 0L));
            assertThat(health.parked()).isEqualTo(recount.getOrDefault(DeliveryStatus.PARKED, 0L));
            assertThat(health.lastSequence()).isEqualTo(found.size());
        }
        assertThat(driver.deadLetters.isEmpty()).isTrue();
    }

    private List<Delivery> all(String endpoint) {
        List<Delivery> all = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = driver.view().deliveries(endpoint, DeliveryFilter.ALL, cursor, 37);
            all.addAll(page.rows());
            cursor = page.next();
        } while (cursor.isPresent());
        return all;
    }

    /** A crash: what is committed is in the changelogs, and nothing else is left. */
    private void restart() {
        Instant now = driver.now();
        Map<String, Map<Bytes, byte[]>> content = driver.changelogs();
        driver.close();
        driver = new WebhookDriver(directory.resolve(Integer.toString(++restarts)), SETTINGS, now, content);
        enabled.forEach((endpoint, on) -> driver.endpoint(
                endpoint, e -> e.setEnabled(on).setEnabledAt(WebhookDriver.START.minus(Duration.ofDays(1)))));
        check();
    }

    /** All receivers are back, all owners want all of it. */
    private void finish() {
        ENDPOINTS.forEach(endpoint -> enable(endpoint, true));
        for (int round = 0; round < 400; round++) {
            collect();
            boolean more = false;
            for (String endpoint : ENDPOINTS) {
                for (Plain one : plain.get(endpoint).values()) {
                    if (one.underWay.isPresent()) {
                        WebhookDispatch dispatch = one.underWay.get();
                        one.underWay = Optional.empty();
                        one.attempts++;
                        one.delivered = true;
                        driver.succeed(dispatch);
                        more = true;
                    }
                }
                if (!more && round % 3 == 0) {
                    driver.replay(endpoint, r -> r);
                }
            }
            if (!more) {
                driver.advance(Duration.ofMinutes(20));
            }
        }
        check();
        for (String endpoint : ENDPOINTS) {
            assertThat(driver.view()
                            .health(endpoint)
                            .map(EndpointHealth::delivered)
                            .orElse(0L))
                    .isEqualTo(plain.get(endpoint).size());
        }
        driver.advance(Duration.ofHours(8));
        driver.advance(Duration.ofMillis(50));
        assertThat(driver.rows(StoreNames.WEBHOOK_SCHEDULE))
                .as("what is left to wait for")
                .isZero();
    }
}
