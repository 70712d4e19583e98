package dev.loop.analysis.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against answers that are known, and against what must hold for any numbers. */
class StatisticsTest {

    private static final Offset<Double> EXACT = within(1e-9);

    @Test
    void shouldKnowTheTailsOfTheNormalDistribution_whenGivenZ() {
        assertThat(Normal.twoSided(1.959963984540054)).isCloseTo(0.05, EXACT);
        assertThat(Normal.twoSided(-2.5758293035489004)).isCloseTo(0.01, EXACT);
        assertThat(Normal.twoSided(0)).isEqualTo(1);
        // Far out, where 1 minus the distribution function is 0.
        assertThat(Normal.twoSided(10)).isCloseTo(1.523970604832105e-23, within(1e-31));
    }

    /** R: prop.test(c(357, 218), c(9306, 5179), correct = FALSE), the root of its X-squared. */
    @Test
    void shouldPoolTwoShares_whenBothSidesHaveItems() {
        assertThat(new BeforeAfter(218, 5179, 357, 9306).pooledZ().orElseThrow())
                .isCloseTo(-1.10219655, within(1e-8));
        assertThat(new BeforeAfter(0, 0, 3, 9).pooledZ()).isEmpty();
        assertThat(new BeforeAfter(0, 5, 0, 9).pooledZ()).isEmpty();
        assertThat(new BeforeAfter(5, 5, 9, 9).pooledZ()).isEmpty();
        assertThatThrownBy(() -> new BeforeAfter(6, 5, 0, 1)).hasMessageContaining("6 of 5");
    }

    /** Admissions to Berkeley, R: mantelhaen.test(…, correct = FALSE) says 1.5246. */
    @Test
    void shouldSeeThroughSimpsonsParadox_whenStratified() {
        // Men admitted of men, women admitted of women, by department.
        List<BeforeAfter> departments = List.of(
                new BeforeAfter(512, 825, 89, 108),
                new BeforeAfter(353, 560, 17, 25),
                new BeforeAfter(120, 325, 202, 593),
                new BeforeAfter(138, 417, 131, 375),
                new BeforeAfter(53, 191, 94, 393),
                new BeforeAfter(22, 373, 24, 341));

        BeforeAfter all = departments.stream().reduce(BeforeAfter::plus).orElseThrow();
        MantelHaenszel stratified = MantelHaenszel.of(departments);

        assertThat(all.pooledZ().orElseThrow()).isLessThan(-9);
        double z = stratified.z().orElseThrow();
        assertThat(z * z).isCloseTo(1.5246, within(1e-3));
        assertThat(z).isPositive();
        assertThat(stratified.reliable()).isTrue();
    }

    @Test
    void shouldLeaveStrataOut_whenOneSideOfThemIsEmpty() {
        var whole = new BeforeAfter(10, 100, 20, 100);
        assertThat(MantelHaenszel.of(List.of(whole, new BeforeAfter(0, 0, 50, 50), new BeforeAfter(7, 9, 0, 0))))
                .isEqualTo(MantelHaenszel.of(List.of(whole)));
        MantelHaenszel none = MantelHaenszel.of(List.of(new BeforeAfter(0, 0, 5, 5)));
        assertThat(none.z()).isEmpty();
        assertThat(none.reliable()).isFalse();
        // A table of 200 items with 6 hits has 3 expected on each side, too few.
        assertThat(MantelHaenszel.of(List.of(new BeforeAfter(1, 100, 5, 100))).reliable())
                .isFalse();
    }

    /** One stratum: z is the pooled one but for n - 1 in place of n. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldAgreeWithThePooledTest_whenThereIsOneStratum(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            int before = 2 + random.nextInt(500);
            int after = 2 + random.nextInt(500);
            var one = new BeforeAfter(random.nextInt(before), before, 1 + random.nextInt(after - 1), after);
            double n = before + after;
            assertThat(MantelHaenszel.of(List.of(one)).z().orElseThrow())
                    .as("seed %d, %s", seed, one)
                    .isCloseTo(one.pooledZ().orElseThrow() * Math.sqrt((n - 1) / n), within(1e-9));
        }
    }

    /** The fifteen p of the paper, section 4.1; R: p.adjust(p, "BH"). At 0.05 it rejects the first four. */
    @Test
    void shouldRejectWhatThePaperRejects_whenItsExampleIsGiven() {
        double[] p = {
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0
        };
        double[] q = FalseDiscovery.q(p);
        assertThat(IntStream.range(0, 15).filter(i -> q[i] <= 0.05)).containsExactly(0, 1, 2, 3);
        assertThat(q[0]).isCloseTo(0.0015, EXACT);
        assertThat(q[3]).isCloseTo(0.035625, EXACT);
        assertThat(q[4]).isCloseTo(0.0603, EXACT);
        // 0.0278 × 15 / 6 is more than 0.0298 × 15 / 7: q never falls while p rises.
        assertThat(q[5]).isCloseTo(0.0298 * 15 / 7, EXACT).isEqualTo(q[6]);
        assertThat(q[14]).isEqualTo(1);
        assertThat(FalseDiscovery.q(new double[0])).isEmpty();
        assertThat(FalseDiscovery.q(new double[] {0.02, 0.01})).containsExactly(0.02, 0.02);
    }

    /** Dunning's table 1: "the swiss" 110 of 2,552 and 111 of 29,114 gives 270.72. */
    @Test
    void shouldKnowDunningsFigure_whenHisExampleIsGiven() {
        double root = new BeforeAfter(111, 29_114 + 111, 110, 2_442 + 110).signedRootLikelihoodRatio();
        assertThat(root * root).isCloseTo(270.72, within(0.05));
        assertThat(root).isPositive();
        assertThat(new BeforeAfter(110, 2_552, 111, 29_225).signedRootLikelihoodRatio())
                .isCloseTo(-root, within(1e-9));
        assertThat(new BeforeAfter(0, 0, 5, 5).signedRootLikelihoodRatio()).isZero();
    }

    /** R: chisq.test(rbind(c(10, 20, 30), c(6, 9, 45))). */
    @Test
    void shouldMeasureAShift_whenPartsHaveChangedTheirWeight() {
        MixShift shift =
                MixShift.of(List.of(new MixShift.Part(10, 6), new MixShift.Part(20, 9), new MixShift.Part(30, 45)));
        assertThat(shift.totalVariation()).isCloseTo(0.25, EXACT);
        assertThat(shift.chiSquare()).isCloseTo(1 + 121 / 29.0 + 3, EXACT);
        assertThat(shift.degreesOfFreedom()).isEqualTo(2);
        assertThat(shift.p()).isCloseTo(Math.exp(-(4 + 121 / 29.0) / 2), EXACT);
        assertThat(MixShift.of(List.of(new MixShift.Part(5, 0))).p()).isEqualTo(1);
    }

    @Test
    void shouldKnowWilsonsInterval_whenItsEndsAreKnown() {
        Wilson interval = Wilson.of(2894, 5179);
        assertThat(interval.low()).isCloseTo(0.5452335435685999, EXACT);
        assertThat(interval.high()).isCloseTo(0.5722695683515113, EXACT);
    }

    @Test
    void shouldExpectTheMeanOfTheWeeksBefore_whenNoneIsUnusual() {
        var usual = SeasonalBaseline.of(new long[] {4, 6, 5, 5, 4, 6, 5, 5});
        // Half an item more in eight weeks; Poisson, and the uncertainty of a mean of eight.
        assertThat(usual.expected()).isCloseTo(40.5 / 8, within(1e-12));
        assertThat(usual.variance()).isCloseTo(40.5 / 8 * (1 + 1 / 8.0), within(1e-12));
        assertThat(usual.chanceOf(0)).isEqualTo(1);
        assertThat(usual.chanceOf(5)).isBetween(0.5, 0.6);
        assertThat(usual.chanceOf(20)).isLessThan(1e-5);
    }

    /** Against the sum of its terms, one by one. */
    @Test
    void shouldBeTheTailOfANegativeBinomial_whenAChanceIsAsked() {
        var usual = SeasonalBaseline.of(new long[] {4, 6, 5, 5, 4, 6, 5, 5});
        double size = 5.0625 * 5.0625 / (5.0625 * 9 / 8 - 5.0625);
        double p = size / (size + 5.0625);
        double below = 0;
        double term = Math.pow(p, size);
        for (int k = 0; k < 10; k++) {
            below += term;
            term *= (k + size) / (k + 1) * (1 - p);
        }
        assertThat(usual.chanceOf(10)).isCloseTo(1 - below, within(1e-12));
    }

    @Test
    void shouldNotBeMisled_whenOneOfTheWeeksBeforeHadASpike() {
        var spoilt = SeasonalBaseline.of(new long[] {2, 3, 2, 100, 2, 1, 2, 3});
        assertThat(spoilt.expected()).isBetween(1.5, 3.0);
        assertThat(spoilt.chanceOf(15)).isLessThan(1e-4);
    }

    @Test
    void shouldAllowForMore_whenWeeksVaryMoreThanByChance() {
        var even = SeasonalBaseline.of(new long[] {10, 10, 11, 9, 10, 10, 11, 9});
        var uneven = SeasonalBaseline.of(new long[] {2, 18, 5, 15, 1, 19, 8, 12});
        assertThat(uneven.expected()).isCloseTo(even.expected(), within(0.01));
        assertThat(uneven.chanceOf(25)).isGreaterThan(100 * even.chanceOf(25));
        assertThat(SeasonalBaseline.of(new long[] {0, 0, 0, 0}).chanceOf(5)).isBetween(0.0, 1e-3);
    }

    /** What a headline says of the rates never contradicts the verdict, whatever the strata are. */
    @Test
    void shouldHaveStandardizedSharesOnTheSideOfZ_whenStrataAreRandom() {
        var random = new Random(7);
        int opposite = 0;
        for (int i = 0; i < 20_000; i++) {
            List<BeforeAfter> strata = new ArrayList<>();
            for (int stratum = random.nextInt(6); stratum >= 0; stratum--) {
                int before = random.nextInt(random.nextBoolean() ? 5 : 2_000);
                int after = random.nextInt(random.nextBoolean() ? 5 : 2_000);
                strata.add(new BeforeAfter(random.nextInt(before + 1), before, random.nextInt(after + 1), after));
            }
            MantelHaenszel test = MantelHaenszel.of(strata, random.nextInt(3) * 100.0);
            if (test.z().isEmpty() || Math.abs(test.z().getAsDouble()) < 1e-9) {
                continue;
            }
            double change = test.standardizedAfter().orElseThrow()
                    - test.standardizedBefore().orElseThrow();
            assertThat(Math.signum(change))
                    .as("%s", strata)
                    .isEqualTo(Math.signum(test.z().getAsDouble()));
            BeforeAfter all = strata.stream().reduce(new BeforeAfter(0, 0, 0, 0), BeforeAfter::plus);
            opposite += all.pooledZ().orElse(0) * change < 0 ? 1 : 0;
        }
        assertThat(opposite).as("how often the raw shares say the opposite").isGreaterThan(1_000);
    }
}
