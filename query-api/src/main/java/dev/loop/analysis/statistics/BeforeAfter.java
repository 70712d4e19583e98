package dev.loop.analysis.statistics;

import java.util.OptionalDouble;

/**
 * A table of two by two: how many of a number had a property, before and after.
 *
 * @param hitsBefore at most {@code before}
 * @param hitsAfter at most {@code after}
 */
public record BeforeAfter(long hitsBefore, long before, long hitsAfter, long after) {

    public BeforeAfter {
        if (hitsBefore < 0 || hitsAfter < 0 || hitsBefore > before || hitsAfter > after) {
            throw new IllegalArgumentException(
                    hitsBefore + " of " + before + " and " + hitsAfter + " of " + after + " cannot be");
        }
    }

    public BeforeAfter plus(BeforeAfter other) {
        return new BeforeAfter(
                hitsBefore + other.hitsBefore, before + other.before, hitsAfter + other.hitsAfter, after + other.after);
    }

    /** Returns whether there is anything on both sides. */
    boolean comparable() {
        return before > 0 && after > 0;
    }

    long hits() {
        return hitsBefore + hitsAfter;
    }

    long total() {
        return before + after;
    }

    /**
     * Returns the difference of the two shares in standard errors, positive if the later one is greater: the test of
     * two proportions with a pooled variance (K. Pearson, 1900; J. L. Fleiss, Statistical Methods for Rates and
     * Proportions, 3rd ed. 2003, section 3.1), without a correction for continuity. Empty if a side is empty, or if all
     * or none have the property.
     */
    public OptionalDouble pooledZ() {
        if (!comparable() || hits() == 0 || hits() == total()) {
            return OptionalDouble.empty();
        }
        double share = (double) hits() / total();
        double variance = share * (1 - share) * (1.0 / before + 1.0 / after);
        return OptionalDouble.of(((double) hitsAfter / after - (double) hitsBefore / before) / Math.sqrt(variance));
    }

    /**
     * Returns the likelihood ratio of T. Dunning (Accurate methods for the statistics of surprise and coincidence,
     * Computational Linguistics 19, 1993) as its signed root: positive if the later share is greater, and approximately
     * normal with variance 1 if nothing has changed. It holds for rare events, where {@link #pooledZ} does not. 0 if a
     * side is empty.
     */
    public double signedRootLikelihoodRatio() {
        if (!comparable()) {
            return 0;
        }
        double share = (double) hits() / total();
        double ratio = part(hitsBefore, before * share)
                + part(hitsAfter, after * share)
                + part(before - hitsBefore, before * (1 - share))
                + part(after - hitsAfter, after * (1 - share));
        double root = Math.sqrt(Math.max(0, 2 * ratio));
        return (double) hitsAfter / after >= (double) hitsBefore / before ? root : -root;
    }

    private static double part(double observed, double expected) {
        return observed == 0 ? 0 : observed * Math.log(observed / expected);
    }
}
