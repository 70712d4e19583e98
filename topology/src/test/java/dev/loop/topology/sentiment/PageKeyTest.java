package dev.loop.topology.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageKeyTest {

    private static final long[] EXTREMES = {Long.MIN_VALUE, -60_000, -1, 0, 1, 60_000, Long.MAX_VALUE};

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldSortAsTheRecordsDo_whenEncoded(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            PageKey a = key(random);
            PageKey b = random.nextInt(4) == 0 ? key(random) : near(a, random);
            assertThat(Integer.signum(Arrays.compareUnsigned(a.encode(), b.encode())))
                    .as("%s and %s", a, b)
                    .isEqualTo(Integer.signum(a.compareTo(b)));
            assertThat(a.equals(b)).isEqualTo(Arrays.equals(a.encode(), b.encode()));
            assertThat(new PageKey(a.project(), a.granularity(), a.bucket(), a.page()))
                    .hasSameHashCodeAs(a);
        }
    }

    private static PageKey key(Random random) {
        return new PageKey(
                random.nextInt(),
                granularity(random),
                random.nextBoolean() ? random.nextLong() : edge(random),
                random.nextInt());
    }

    private static PageKey near(PageKey key, Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> new PageKey(key.project() + random.nextInt(3) - 1, key.granularity(), edge(random), key.page());
            case 1 -> new PageKey(key.project(), granularity(random), edge(random), key.page());
            case 2 -> new PageKey(key.project(), key.granularity(), edge(random), random.nextInt());
            case 3 -> new PageKey(key.project(), key.granularity(), key.bucket(), key.page() + random.nextInt(3) - 1);
            default -> new PageKey(key.project(), key.granularity(), key.bucket(), key.page());
        };
    }

    private static long edge(Random random) {
        return EXTREMES[random.nextInt(EXTREMES.length)];
    }

    private static Granularity granularity(Random random) {
        return Granularity.values()[random.nextInt(Granularity.values().length)];
    }
}
