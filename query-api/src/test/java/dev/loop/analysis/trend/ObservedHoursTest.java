package dev.loop.analysis.trend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An hour was observed if it lies between two items that are not far apart. */
class ObservedHoursTest {

    private static final int HOURS = 2_000;
    private static final int SILENCE = ObservedHours.LONGEST_SILENCE;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldBeAsAPlainSearchSays_whenItemsAreAnywhere(long seed) {
        var random = new Random(seed);
        long[] items = new long[SILENCE + HOURS];
        for (int i = 0; i < 1 << seed * 2; i++) {
            items[random.nextInt(items.length)] = 1 + random.nextInt(3);
        }
        var observed = new ObservedHours(items);
        for (int i = 0; i < 20_000; i++) {
            int first = random.nextInt(HOURS + 200) - 100;
            int last = first + random.nextInt(30);
            assertThat(observed.all(first, last))
                    .as("hours %d to %d", first, last)
                    .isEqualTo(plain(items, first, last));
        }
    }

    private static boolean plain(long[] items, int first, int last) {
        for (int hour = first; hour <= last; hour++) {
            if (hour < 0 || hour >= HOURS) {
                return false;
            }
            int before = hour + SILENCE - 1;
            while (before >= 0 && items[before] == 0) {
                before--;
            }
            int after = hour + SILENCE;
            while (after < items.length && items[after] == 0) {
                after++;
            }
            if (before < 0 || after == items.length || after - before > SILENCE) {
                return false;
            }
        }
        return true;
    }
}
