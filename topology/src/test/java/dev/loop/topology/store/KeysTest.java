package dev.loop.topology.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of the store sort as what they stand for does, and read back as what they were. */
class KeysTest {

    private static final List<String> NAMES = List.of(
            "",
            "a",
            "aa",
            "ab",
            "b",
            "default",
            "default\0",
            "défaut",
            "日本",
            "\uD83D\uDE00",
            "\uFFFD",
            "x".repeat(400));
    private static final long[] TIMES = {
        Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE - 1, Long.MAX_VALUE
    };

    /** Newest first, then by id. Projects need no order, only to keep to themselves: by length and then by bytes. */
    private static final Comparator<TimeKey> ORDER = Comparator.<TimeKey>comparingInt(key -> utf8(key.project()).length)
            .thenComparing(key -> utf8(key.project()), Arrays::compareUnsigned)
            .thenComparing(Comparator.comparingLong(TimeKey::createdAt).reversed())
            .thenComparing(key -> utf8(key.id()), Arrays::compareUnsigned);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldSortAsTheRecordsDo_whenTimeKeysAreEncoded(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            TimeKey a = timeKey(random);
            TimeKey b = random.nextBoolean() ? timeKey(random) : near(a, random);
            assertThat(Integer.signum(Arrays.compareUnsigned(a.encode(), b.encode())))
                    .as("%s and %s", a, b)
                    .isEqualTo(Integer.signum(ORDER.compare(a, b)));
            assertThat(TimeKey.decode(a.encode())).isEqualTo(a);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldBoundExactlyItsItems_whenAKeyIsABound(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            TimeKey key = timeKey(random);
            long bound = random.nextBoolean() ? key.createdAt() : time(random);
            String project = random.nextInt(3) == 0 ? name(random) : key.project();
            byte[] from = TimeKey.from(project, bound);
            byte[] encoded = key.encode();
            byte[] prefix = TimeKey.prefix(project);

            boolean inProject = Arrays.compareUnsigned(encoded, prefix) >= 0
                    && Arrays.compareUnsigned(encoded, Tables.after(prefix)) < 0;
            assertThat(inProject)
                    .as("%s in %s", key, project)
                    .isEqualTo(key.project().equals(project));
            if (inProject) {
                assertThat(Arrays.compareUnsigned(encoded, from) >= 0)
                        .as("%s from %s", key, bound)
                        .isEqualTo(key.createdAt() <= bound);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldReadBack_whenLocationsAreEncoded(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            ItemLocation location = new ItemLocation(false, name(random), time(random));
            assertThat(ItemLocation.decode(location.encode())).isEqualTo(location);
        }
        assertThat(ItemLocation.decode(ItemLocation.GONE.encode())).isEqualTo(ItemLocation.GONE);
        assertThat(ItemLocation.GONE.erased()).isTrue();
    }

    private static TimeKey timeKey(Random random) {
        return new TimeKey(name(random), time(random), name(random));
    }

    private static TimeKey near(TimeKey key, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new TimeKey(key.project(), key.createdAt(), name(random));
            case 1 -> new TimeKey(key.project(), key.createdAt() + random.nextInt(3) - 1, key.id());
            default -> new TimeKey(key.project(), time(random), key.id());
        };
    }

    private static long time(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> TIMES[random.nextInt(TIMES.length)];
            case 1 -> random.nextLong();
            default -> 1_700_000_000_000L + random.nextInt(1000);
        };
    }

    private static String name(Random random) {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
