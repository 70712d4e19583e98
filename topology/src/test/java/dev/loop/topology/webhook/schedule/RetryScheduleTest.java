package dev.loop.topology.webhook.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.topology.webhook.WebhookSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {

    private static final long NOW = 1_780_000_000_000L;
    private static final OptionalLong NO_WISH = OptionalLong.empty();

    private final RetrySchedule schedule = new RetrySchedule(WebhookSettings.DELAYS, Duration.ofHours(1));

    @Test
    void shouldBeDueAtOnce_whenItIsTheFirstAttempt() {
        assertThat(schedule.first(NOW)).isEqualTo(NOW);
    }

    @ParameterizedTest
    @CsvSource({"1, 60", "2, 300", "3, 1800", "4, 7200", "5, 21600"})
    void shouldStayWithinATenthOfTheContract_whenAttemptsFail(int failed, long seconds) {
        Set<Long> seen = new HashSet<>();
        long sum = 0;
        for (int i = 0; i < 1000; i++) {
            long gap = schedule.next("dl_" + i, failed, NO_WISH, NOW).orElseThrow() - NOW;
            assertThat(gap).isBetween(seconds * 900, seconds * 1100);
            seen.add(gap);
            sum += gap;
        }
        assertThat(sum / 1000.0).isBetween(seconds * 985.0, seconds * 1015.0);
        assertThat(seen).hasSizeGreaterThan(900);
    }

    @Test
    void shouldSpreadTheSameAlike_whenAskedAgain() {
        assertThat(schedule.next("dl_1", 2, NO_WISH, NOW)).isEqualTo(schedule.next("dl_1", 2, NO_WISH, NOW));
        assertThat(schedule.next("dl_1", 2, NO_WISH, NOW)).isNotEqualTo(schedule.next("dl_2", 2, NO_WISH, NOW));
    }

    @Test
    void shouldEnd_whenAllAttemptsHaveFailed() {
        assertThat(schedule.next("dl_1", 6, NO_WISH, NOW)).isEmpty();
        assertThat(schedule.next("dl_1", 7, NO_WISH, NOW)).isEmpty();
    }

    @Test
    void shouldWaitForWhicheverIsLonger_whenTheReceiverNamesATime() {
        assertThat(schedule.next("dl_1", 1, OptionalLong.of(600_000), NOW)).hasValue(NOW + 600_000);
        assertThat(schedule.next("dl_1", 4, OptionalLong.of(600_000), NOW))
                .isEqualTo(schedule.next("dl_1", 4, NO_WISH, NOW));
    }

    @Test
    void shouldNotBePutOffForLongerThanTheCap_whateverTheReceiverAsksFor() {
        assertThat(schedule.next("dl_1", 1, OptionalLong.of(Long.MAX_VALUE), NOW))
                .hasValue(NOW + Duration.ofHours(1).toMillis());
        assertThat(schedule.pause(OptionalLong.of(Long.MAX_VALUE), NOW))
                .isEqualTo(NOW + Duration.ofHours(1).toMillis());
        assertThat(schedule.pause(OptionalLong.of(-5), NOW)).isEqualTo(NOW);
        assertThat(schedule.pause(NO_WISH, NOW)).isEqualTo(NOW);
    }

    @Test
    void shouldComeBackSoonAndSpread_whenTheSenderHadNoRoom() {
        Set<Long> seen = new HashSet<>();
        for (int ticket = 0; ticket < 200; ticket++) {
            long delay = schedule.deferred("dl_1", ticket, NO_WISH, NOW) - NOW;
            assertThat(delay).isBetween(200L, 600L);
            seen.add(delay);
        }
        assertThat(seen).hasSizeGreaterThan(100);
        assertThat(schedule.deferred("dl_1", 1, OptionalLong.of(7_000), NOW)).isEqualTo(NOW + 7_000);
        assertThat(schedule.deferred("dl_1", 1, OptionalLong.of(0), NOW)).isGreaterThan(NOW);
    }

    @Test
    void shouldReplaceTheContract_whenDelaysAreSet() {
        RetrySchedule scaled =
                new RetrySchedule(List.of(Duration.ofSeconds(2), Duration.ofSeconds(1)), Duration.ofHours(1));

        assertThat(scaled.first(NOW)).isEqualTo(NOW + 2000);
        assertThat(scaled.next("dl_1", 1, NO_WISH, NOW).orElseThrow() - NOW).isBetween(900L, 1100L);
        assertThat(scaled.next("dl_1", 2, NO_WISH, NOW)).isEmpty();
    }
}
