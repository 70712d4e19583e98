package dev.loop.topology.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * How often a group is called low where none is, and where one is. It prints the figures of the documentation
 * ({@code accuracy.md}).
 */
class LowGroupTest {

    /** The shares of four plans, five sources and three languages. */
    private static final double[][] FIELDS = {{.5, .3, .15, .05}, {.4, .3, .15, .1, .05}, {.8, .15, .05}};

    private static final int LABELS = 2_000;

    @Test
    void shouldHardlyEverAlarm_whenAllGroupsAreAlike_thoughItLooksAfterEachLabel() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int projects = 2_000;
        int alarmed = 0;
        for (int project = 0; project < projects; project++) {
            alarmed += alarms(random, 0.6 + 0.35 * random.nextDouble()) ? 1 : 0;
        }
        System.out.printf(
                "seed %d: false alarms in %d of %,d projects of %,d labels, looked at after each%n",
                seed, alarmed, projects, LABELS);
        assertThat(alarmed).as("seed %d", seed).isLessThan(projects / 100);
    }

    @Test
    void shouldFindAGroupThatIsLower_soonerTheLowerItIs() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        double before = 0;
        for (double lower : new double[] {0.15, 0.25, 0.4}) {
            for (int labels : new int[] {500, 1_000, 2_000}) {
                double found = found(random, labels, lower);
                System.out.printf(
                        "seed %d: people agree in 80 %%, in one group of 15 %% of the items %.0f points less: found in"
                                + " %.1f %% after %,d labels%n",
                        seed, lower * 100, found * 100, labels);
                before = found;
            }
        }
        assertThat(before).as("seed %d", seed).isGreaterThan(0.99);
    }

    @Test
    void shouldSayNothing_whenThereAreFew_andEndWhereTheIntervalsMeet() {
        assertThat(LowGroup.isLow(0, 29, 1_000, 1_000, false)).isFalse();
        assertThat(LowGroup.isLow(0, 30, 1_000, 1_000, false)).isTrue();
        assertThat(LowGroup.isLow(0, 1_000, 29, 29, false)).isFalse();
        // Of 60 items 39, beside 80 %: below by intervals of 95 % and not by those of 99.9 %.
        assertThat(LowGroup.isLow(39, 60, 800, 1_000, false)).isFalse();
        assertThat(LowGroup.isLow(39, 60, 800, 1_000, true)).isTrue();
        assertThat(LowGroup.isLow(43, 60, 800, 1_000, true)).isFalse();
    }

    private static boolean alarms(Random random, double share) {
        long[][] items = {new long[4], new long[5], new long[3]};
        long[][] agreed = {new long[4], new long[5], new long[3]};
        long right = 0;
        for (int label = 1; label <= LABELS; label++) {
            boolean agrees = random.nextDouble() < share;
            right += agrees ? 1 : 0;
            for (int field = 0; field < FIELDS.length; field++) {
                int group = group(random, FIELDS[field]);
                items[field][group]++;
                agreed[field][group] += agrees ? 1 : 0;
            }
            for (int field = 0; field < FIELDS.length; field++) {
                for (int group = 0; group < FIELDS[field].length; group++) {
                    long of = items[field][group];
                    long hits = agreed[field][group];
                    if (LowGroup.isLow(hits, of, right - hits, label - of, false)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static int group(Random random, double[] shares) {
        double left = random.nextDouble();
        int group = 0;
        while (group < shares.length - 1 && (left -= shares[group]) > 0) {
            group++;
        }
        return group;
    }

    private static double found(Random random, int labels, double lower) {
        int times = 1_000;
        int found = 0;
        for (int time = 0; time < times; time++) {
            int items = 0;
            int agreed = 0;
            int elsewhere = 0;
            for (int label = 0; label < labels; label++) {
                boolean inside = random.nextDouble() < 0.15;
                boolean agrees = random.nextDouble() < (inside ? 0.8 - lower : 0.8);
                items += inside ? 1 : 0;
                agreed += inside && agrees ? 1 : 0;
                elsewhere += !inside && agrees ? 1 : 0;
            }
            found += LowGroup.isLow(agreed, items, elsewhere, labels - items, false) ? 1 : 0;
        }
        return found / (double) times;
    }
}
