package dev.loop.analysis.statistics;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Tests whether a share changed within strata: a shift of weight from one stratum to another, which moves the overall
 * share without a change in any stratum (Simpson's paradox), does not count. The test of W. G. Cochran (Some methods
 * for strengthening the common χ² tests, Biometrics 10, 1954) and N. Mantel and W. Haenszel (Statistical aspects of the
 * analysis of data from retrospective studies of disease, JNCI 22, 1959), without a correction for continuity. Strata
 * with an empty side say nothing about a change and are left out.
 *
 * <p>The standardized shares are those that both sides would have at one mix of the strata, in which each stratum weighs
 * as much as it does in the test: before · after / total (S. Greenland and J. M. Robins, Estimation of a common effect
 * parameter from sparse follow-up data, Biometrics 41, 1985). Their difference has the sign of z, always; the difference
 * of the raw shares may have the other one.
 *
 * @param standardizedBefore empty if no stratum has both sides
 * @param z positive if the later share is greater; empty if no stratum can tell
 * @param leastExpected distance of the expected number of hits after from the least and from the most that it could be,
 *     the smaller of the two. From 5 on, z is approximately normal (N. Mantel and J. L. Fleiss, Minimum expected cell
 *     size requirements for the Mantel-Haenszel one-degree-of-freedom chi-square test, American Journal of Epidemiology
 *     112, 1980)
 */
public record MantelHaenszel(
        OptionalDouble z, double leastExpected, OptionalDouble standardizedBefore, OptionalDouble standardizedAfter) {

    /** The least {@link #leastExpected} with which the test can be relied upon. */
    public static final double ENOUGH = 5;

    /** Returns the weight of a stratum in the standardized shares; 0 if it cannot be compared. */
    public static double weight(long before, long after) {
        return before == 0 ? 0 : (double) before / (before + after) * after;
    }

    public static MantelHaenszel of(List<BeforeAfter> strata) {
        return of(strata, 0);
    }

    /** @param otherWeight weight of all further strata together, in which nothing has the property on either side */
    public static MantelHaenszel of(List<BeforeAfter> strata, double otherWeight) {
        double weights = otherWeight;
        double sharesBefore = 0;
        double sharesAfter = 0;
        double surplus = 0;
        double variance = 0;
        double aboveLeast = 0;
        double belowMost = 0;
        for (BeforeAfter stratum : strata) {
            if (!stratum.comparable()) {
                continue;
            }
            double n = stratum.total();
            double hits = stratum.hits();
            double expected = stratum.after() * hits / n;
            surplus += stratum.hitsAfter() - expected;
            variance += stratum.before() * (double) stratum.after() * hits * (n - hits) / (n * n * (n - 1));
            double weight = weight(stratum.before(), stratum.after());
            weights += weight;
            sharesBefore += weight * stratum.hitsBefore() / stratum.before();
            sharesAfter += weight * stratum.hitsAfter() / stratum.after();
            aboveLeast += expected - Math.max(0, hits - stratum.before());
            belowMost += Math.min(hits, stratum.after()) - expected;
        }
        return new MantelHaenszel(
                variance > 0 ? OptionalDouble.of(surplus / Math.sqrt(variance)) : OptionalDouble.empty(),
                Math.min(aboveLeast, belowMost),
                share(sharesBefore, weights),
                share(sharesAfter, weights));
    }

    private static OptionalDouble share(double shares, double weights) {
        return weights > 0 ? OptionalDouble.of(shares / weights) : OptionalDouble.empty();
    }

    public boolean reliable() {
        return z.isPresent() && leastExpected >= ENOUGH;
    }
}
