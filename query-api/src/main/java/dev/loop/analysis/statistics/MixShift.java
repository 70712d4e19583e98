package dev.loop.analysis.statistics;

import java.util.Collection;
import java.util.List;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * The difference in the shares of several parts of a whole between before and after.
 *
 * @param totalVariation the part of the whole that would have to change places to make the two alike: 0 to 1, half the
 *     sum of the differences of the shares
 * @param chiSquare chi-square of the test of homogeneity (K. Pearson, 1900)
 * @param p probability of a difference at least as great by chance
 */
public record MixShift(double totalVariation, double chiSquare, int degreesOfFreedom, double p) {

    /** The number of items of a part, before and after. */
    public record Part(long before, long after) {}

    public static MixShift of(Collection<Part> parts) {
        List<Part> there =
                parts.stream().filter(part -> part.before() + part.after() > 0).toList();
        double before = there.stream().mapToLong(Part::before).sum();
        double after = there.stream().mapToLong(Part::after).sum();
        if (before == 0 || after == 0 || there.size() < 2) {
            return new MixShift(0, 0, 0, 1);
        }
        double variation = 0;
        double chiSquare = 0;
        for (Part part : there) {
            variation += Math.abs(part.after() / after - part.before() / before) / 2;
            double share = (part.before() + part.after()) / (before + after);
            chiSquare += square(part.before() - before * share) / (before * share)
                    + square(part.after() - after * share) / (after * share);
        }
        int degrees = there.size() - 1;
        return new MixShift(
                variation,
                chiSquare,
                degrees,
                ChiSquaredDistribution.of(degrees).survivalProbability(chiSquare));
    }

    private static double square(double x) {
        return x * x;
    }
}
