package dev.loop.topology.webhook.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final long NOW = 1_780_000_000_000L;
    private static final Breaker.Limits LIMITS = new Breaker.Limits(5, Duration.ofSeconds(10), Duration.ofMinutes(1));

    @Test
    void shouldOpen_whenSoManyAttemptsInARowFail() {
        Breaker breaker = Breaker.CLOSED;
        for (int i = 1; i < 5; i++) {
            breaker = breaker.failed(i, NOW, LIMITS);
            assertThat(breaker.open()).isFalse();
            assertThat(breaker.admits(NOW)).isTrue();
        }
        breaker = breaker.failed(5, NOW, LIMITS);

        assertThat(breaker.open()).isTrue();
        assertThat(breaker.openUntil()).isEqualTo(NOW + 10_000);
        assertThat(breaker.admits(NOW + 9_999)).isFalse();
        assertThat(breaker.admits(NOW + 10_000)).isTrue();
    }

    @Test
    void shouldNotOpen_whenASuccessLiesBetween() {
        Breaker breaker = Breaker.CLOSED;
        for (int i = 0; i < 20; i++) {
            breaker = breaker.failed(i, NOW, LIMITS);
            breaker = i % 4 == 3 ? breaker.succeeded() : breaker;
        }
        assertThat(breaker.open()).isFalse();
    }

    @Test
    void shouldLetExactlyOnePass_whenItsTimeIsOver() {
        Breaker halfOpen = opened().passing(9);

        assertThat(halfOpen.admits(NOW + 10_000)).isFalse();
        assertThat(halfOpen.admits(NOW + 1_000_000)).isFalse();
    }

    @Test
    void shouldWaitTwiceAsLongUpToAMinute_whenProbesFail() {
        Breaker breaker = opened();
        long now = NOW;
        for (long cooldown : new long[] {20_000, 40_000, 60_000, 60_000}) {
            now = breaker.openUntil();
            breaker = breaker.passing(9).failed(9, now, LIMITS);
            assertThat(breaker.openUntil()).isEqualTo(now + cooldown);
            assertThat(breaker.admits(now + cooldown - 1)).isFalse();
            assertThat(breaker.admits(now + cooldown)).isTrue();
        }
    }

    @Test
    void shouldNotBeProlonged_whenWhatPassedBeforeFailsAfterwards() {
        Breaker breaker = opened();
        for (int ticket = 10; ticket < 500; ticket++) {
            breaker = breaker.failed(ticket, NOW + 500, LIMITS);
        }
        assertThat(breaker.openUntil()).isEqualTo(NOW + 10_000);
        assertThat(breaker.failures()).isEqualTo(495);

        Breaker probing = breaker.passing(600).failed(599, NOW + 10_001, LIMITS);
        assertThat(probing.probe()).isEqualTo(600);
        assertThat(probing.admits(NOW + 100_000)).isFalse();
    }

    @Test
    void shouldClose_whenAnythingSucceeds() {
        assertThat(opened().passing(9).succeeded()).isEqualTo(Breaker.CLOSED);
        assertThat(opened().succeeded()).isEqualTo(Breaker.CLOSED);
    }

    @Test
    void shouldSendAnotherProbe_whenTheOneWasNotSent() {
        Breaker deferred = opened().passing(9).deferred(9, NOW + 12_000);

        assertThat(deferred.admits(NOW + 11_999)).isFalse();
        assertThat(deferred.admits(NOW + 12_000)).isTrue();
        assertThat(opened().passing(9).deferred(8, NOW + 12_000).probe()).isEqualTo(9);
        assertThat(Breaker.CLOSED.deferred(8, NOW)).isEqualTo(Breaker.CLOSED);
    }

    private static Breaker opened() {
        Breaker breaker = Breaker.CLOSED;
        for (int i = 0; i < 5; i++) {
            breaker = breaker.failed(i, NOW, LIMITS);
        }
        return breaker;
    }
}
