package dev.loop.bi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.bi.SinkProgress.Place;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SinkDelayTest {

    private final SinkDelay delay = new SinkDelay();

    @Test
    void shouldStayYoung_whenASinkKeepsPaceWithALoadThatNeverEnds() {
        for (int second = 0; second <= 60; second += 2) {
            delay.look(place(second * 500 - 100, second * 500), at(second));
            assertThat(delay.age(at(second)).orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(2));
        }
    }

    @Test
    void shouldAge_whenASinkStandsStillWhileMoreComes() {
        for (int second = 0; second <= 60; second += 2) {
            delay.look(place(100, 200 + second * 500), at(second));
        }
        assertThat(delay.age(at(60))).contains(Duration.ofSeconds(60));
    }

    @Test
    void shouldOweNothing_whenATableHasAllThatThereIs() {
        delay.look(place(100, 200), at(0));
        // The end of a transaction is an offset too, and no record.
        delay.look(new Place(199, 200, 0), at(2));
        assertThat(delay.age(at(2))).isEmpty();
    }

    private static Place place(long next, long end) {
        return new Place(next, end, end - next);
    }

    private static long at(int second) {
        return Duration.ofSeconds(second).toNanos();
    }
}
