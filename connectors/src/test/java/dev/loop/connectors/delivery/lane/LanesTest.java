package dev.loop.connectors.delivery.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanesTest {

    private static final LaneLimits TEN = new LaneLimits(10, null);
    private static final LaneSettings SETTINGS =
            new LaneSettings(100, 1_000_000, 50, Duration.ofSeconds(5), 3, Duration.ofSeconds(2));

    private long now = 1;
    private final Lanes<String> lanes = new Lanes<>(SETTINGS, () -> now);

    @Test
    void shouldServeInTurn_whenOneHasMoreThanTheOthers() {
        for (int i = 0; i < 5; i++) {
            lanes.offer("a", TEN, "a" + i, 1);
        }
        lanes.offer("b", TEN, "b0", 1);
        lanes.offer("c", TEN, "c0", 1);

        assertThat(started()).containsExactly("a0", "b0", "c0", "a1");
    }

    @Test
    void shouldBeginWithFewAndGrow_whenAnswersAreGood() {
        for (int i = 0; i < 40; i++) {
            lanes.offer("a", new LaneLimits(4, null), "a" + i, 1);
        }
        assertThat(started()).as("not proven yet").hasSize(2);
        lanes.succeeded("a");
        lanes.released("a");
        assertThat(started()).as("one free and one more").hasSize(2);
        lanes.succeeded("a");
        lanes.succeeded("a");
        lanes.succeeded("a");
        assertThat(started()).as("as many as its owner allows").hasSize(1);
        assertThat(lanes.inFlight()).isEqualTo(4);
    }

    @Test
    void shouldFreeASlotOnlyOnRelease_whenAnswered() {
        for (int i = 0; i < 3; i++) {
            lanes.offer("a", new LaneLimits(1, null), "a" + i, 1);
        }
        assertThat(started()).containsExactly("a0");
        lanes.succeeded("a");
        assertThat(started()).as("its outcome is not committed").isEmpty();
        lanes.released("a");
        assertThat(started()).containsExactly("a1");
    }

    @Test
    void shouldLeaveRoomForOthers_whenManyNeverAnswer() {
        Lanes<String> wide = new Lanes<>(SETTINGS, () -> now);
        LaneLimits greedy = new LaneLimits(100, null);
        for (int lane = 0; lane < 10; lane++) {
            // Proven once, and stuck now.
            wide.offer("stuck" + lane, greedy, "x", 1);
            wide.next();
            for (int i = 0; i < 100; i++) {
                wide.succeeded("stuck" + lane);
            }
            wide.released("stuck" + lane);
            for (int i = 0; i < 50; i++) {
                wide.offer("stuck" + lane, greedy, "x", 1);
            }
        }
        while (wide.next().isPresent()) {
            // All that may start.
        }
        wide.offer("healthy", TEN, "healthy", 1);

        assertThat(wide.inFlight()).isLessThan(100);
        assertThat(wide.next()).contains("healthy");
    }

    @Test
    void shouldKeepTheRate_whenThereIsOne() {
        LaneLimits fifty = new LaneLimits(10, 50);
        List<Long> times = new ArrayList<>();
        int offered = 0;
        long end = now + Duration.ofSeconds(4).toNanos();
        while (now < end) {
            while (lanes.queued() < 20) {
                lanes.offer("a", fifty, "a" + offered++, 1);
            }
            for (Optional<String> next = lanes.next(); next.isPresent(); next = lanes.next()) {
                times.add(now);
                lanes.succeeded("a");
                lanes.released("a");
            }
            assertThat(lanes.untilNext()).isLessThanOrEqualTo(Duration.ofMillis(100));
            now += 1_000_000;
        }
        assertThat(times.size()).isBetween(195, 206);
        assertThat(lanes.handedBack()).isEmpty();
    }

    @Test
    void shouldBeFull_whenSoMuchWaitsThatNoSlotIsIdleForLong() {
        for (int i = 0; i < 401; i++) {
            assertThat(lanes.full()).isFalse();
            lanes.offer("a" + i % 20, TEN, "x", 1);
        }
        assertThat(lanes.full()).isTrue();
    }

    @Test
    void shouldHandBack_whenTheRateLeavesNoRoomSoon() {
        LaneLimits one = new LaneLimits(10, 1);
        for (int i = 0; i < 20; i++) {
            lanes.offer("a", one, "a" + i, 1);
        }
        List<HandedBack<String>> back = lanes.handedBack();

        assertThat(back).hasSize(14).allMatch(each -> each.reason() == HandedBack.Reason.RATE_LIMIT);
        assertThat(back.get(0).expected().orElseThrow()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
    }

    @Test
    void shouldHandBackAndLeaveAlone_whenItFailsInARow() {
        for (int i = 0; i < 20; i++) {
            lanes.offer("a", TEN, "a" + i, 1);
        }
        assertThat(started()).hasSize(2);
        lanes.failed("a");
        lanes.succeeded("a");
        lanes.failed("a");
        lanes.failed("a");
        assertThat(lanes.handedBack()).isEmpty();
        lanes.failed("a");
        assertThat(lanes.handedBack()).hasSize(18).allMatch(each -> each.reason() == HandedBack.Reason.BREAKER_OPEN);

        lanes.offer("a", TEN, "late", 1);
        assertThat(lanes.handedBack()).hasSize(1);
        now += Duration.ofSeconds(3).toNanos();
        lanes.released("a");
        lanes.released("a");
        lanes.offer("a", TEN, "probe", 1);
        lanes.offer("a", TEN, "behind it", 1);
        assertThat(started()).containsExactly("probe");
        lanes.succeeded("a");
        lanes.released("a");
        assertThat(started()).containsExactly("behind it");
    }

    @Test
    void shouldHandBack_whenAskedToWait() {
        for (int i = 0; i < 5; i++) {
            lanes.offer("a", TEN, "a" + i, 1);
        }
        started();
        lanes.askedToWait("a", Duration.ofMinutes(1));

        assertThat(lanes.handedBack())
                .hasSize(3)
                .allMatch(each -> each.reason() == HandedBack.Reason.ASKED_TO_WAIT
                        && each.expected().orElseThrow().equals(Duration.ofMinutes(1)));
    }

    @Test
    void shouldKeepWaiting_whenAnEarlierRequestSucceedsMeanwhile() {
        lanes.offer("a", TEN, "a0", 1);
        lanes.offer("a", TEN, "a1", 1);
        assertThat(started()).hasSize(2);
        lanes.askedToWait("a", Duration.ofSeconds(1));
        lanes.released("a");
        lanes.succeeded("a");
        lanes.released("a");

        lanes.offer("a", TEN, "a2", 1);
        assertThat(started()).isEmpty();
        assertThat(lanes.handedBack())
                .singleElement()
                .matches(each -> each.reason() == HandedBack.Reason.ASKED_TO_WAIT);

        now += Duration.ofSeconds(1).toNanos();
        lanes.offer("a", TEN, "a3", 1);
        assertThat(started()).containsExactly("a3");
    }

    @Test
    void shouldHandBack_whenItDoesNotMoveOrTooMuchWaits() {
        for (int i = 0; i < 60; i++) {
            lanes.offer("a", TEN, "a" + i, 1);
        }
        assertThat(lanes.handedBack()).hasSize(10).allMatch(each -> each.reason() == HandedBack.Reason.LANE_FULL);
        started();
        assertThat(handedBackWithin(Duration.ofSeconds(2))).isEmpty();
        lanes.hurry(true);
        assertThat(handedBackWithin(Duration.ofMillis(300)))
                .hasSize(48)
                .allMatch(each -> each.reason() == HandedBack.Reason.TOO_SLOW);
        assertThat(lanes.queued()).isZero();
        assertThat(lanes.queuedBytes()).isZero();
    }

    @Test
    void shouldHandBackWhatItCannotTakeSoon_whenAnEndpointIsSlow() {
        LaneLimits one = new LaneLimits(1, null);
        for (int i = 0; i < 30; i++) {
            lanes.offer("slow", one, "s" + i, 1);
            lanes.offer("quick", one, "q" + i, 1);
        }
        for (int i = 0; i < 40; i++) {
            lanes.answered("slow", Duration.ofSeconds(1));
            lanes.answered("quick", Duration.ofMillis(5));
        }
        now += Duration.ofMillis(200).toNanos();

        assertThat(lanes.handedBack())
                .as("five seconds of it are kept, the oldest")
                .extracting(HandedBack::item)
                .hasSizeBetween(25, 26)
                .contains("s29")
                .doesNotContain("s0", "q29");
    }

    @Test
    void shouldKeepWhatWaits_whenNobodyWasServed() {
        for (int i = 0; i < 20; i++) {
            lanes.offer("a", TEN, "a" + i, 1);
        }
        for (int i = 0; i < 10; i++) {
            now += Duration.ofSeconds(3).toNanos();
            assertThat(lanes.handedBack()).isEmpty();
        }
        assertThat(started()).hasSize(2);
    }

    @Test
    void shouldKeepWhatWaits_whenAllOfUsHaveTooMuchToDo() {
        for (int i = 0; i < 50; i++) {
            lanes.offer("a", TEN, "a" + i, 1);
        }
        for (int i = 0; i < 25; i++) {
            assertThat(lanes.next()).isPresent();
            lanes.answered("a", Duration.ofMillis(5));
            lanes.succeeded("a");
            lanes.released("a");
            now += Duration.ofSeconds(1).toNanos();
            assertThat(lanes.handedBack()).isEmpty();
        }
    }

    @Test
    void shouldBeFullUntilHalfIsGone_whenTooManyBytesWait() {
        for (int i = 0; i < 11; i++) {
            assertThat(lanes.full()).isFalse();
            lanes.offer("a" + i, TEN, "x", 100_000);
        }
        assertThat(lanes.full()).isTrue();
        for (int i = 0; i < 5; i++) {
            lanes.next();
        }
        assertThat(lanes.full()).isTrue();
        lanes.next();
        assertThat(lanes.full()).isFalse();
    }

    /** Random events lose nothing, repeat nothing, and break no limit. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void shouldLoseNothing_whenAnythingHappens(int seed) {
        Random random = new Random(seed);
        Map<String, Integer> underWay = new HashMap<>();
        Map<String, String> startedFrom = new HashMap<>();
        int offered = 0;
        int ended = 0;
        for (int step = 0; step < 20_000; step++) {
            String key = "k" + random.nextInt(20);
            switch (random.nextInt(8)) {
                case 0, 1, 2 ->
                    lanes.offer(
                            key,
                            new LaneLimits(1 + Math.floorMod(key.hashCode(), 5), key.endsWith("7") ? 20 : null),
                            key + "#" + offered++,
                            10);
                case 3, 4 -> {
                    Optional<String> next = lanes.next();
                    if (next.isPresent()) {
                        String of = next.get().substring(0, next.get().indexOf('#'));
                        assertThat(startedFrom.put(next.get(), of))
                                .as("seed %d", seed)
                                .isNull();
                        underWay.merge(of, 1, Integer::sum);
                        assertThat(underWay.get(of)).isLessThanOrEqualTo(1 + Math.floorMod(of.hashCode(), 5));
                    }
                }
                case 5, 6 -> {
                    if (underWay.getOrDefault(key, 0) > 0) {
                        int what = random.nextInt(10);
                        if (what < 7) {
                            lanes.succeeded(key);
                        } else if (what < 9) {
                            lanes.failed(key);
                        } else {
                            lanes.askedToWait(key, Duration.ofSeconds(1));
                        }
                        underWay.merge(key, -1, Integer::sum);
                        lanes.released(key);
                        ended++;
                    }
                }
                default -> now += random.nextInt(20_000_000);
            }
            ended += lanes.handedBack().size();
            int open = underWay.values().stream().mapToInt(Integer::intValue).sum();
            assertThat(lanes.inFlight()).isEqualTo(open);
            assertThat(ended + open + lanes.queued())
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(offered);
            assertThat(lanes.queuedBytes()).isEqualTo(10L * lanes.queued());
        }
        for (int i = 0; i < 100_000 && lanes.queued() > 0; i++) {
            now += 10_000_000;
            lanes.next().ifPresent(item -> {
                String of = item.substring(0, item.indexOf('#'));
                lanes.succeeded(of);
                lanes.released(of);
            });
            lanes.handedBack();
        }
        assertThat(lanes.queued()).as("seed %d", seed).isZero();
    }

    private List<HandedBack<String>> handedBackWithin(Duration time) {
        List<HandedBack<String>> all = new ArrayList<>();
        for (long end = now + time.toNanos(); now < end; now += 10_000_000) {
            lanes.next();
            all.addAll(lanes.handedBack());
        }
        return all;
    }

    private List<String> started() {
        List<String> started = new ArrayList<>();
        for (Optional<String> next = lanes.next(); next.isPresent(); next = lanes.next()) {
            started.add(next.get());
        }
        return started;
    }
}
