package dev.loop.analysis.statistics;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * The expected value of a count, from counts of comparable times before, and the probability of so great a count by
 * chance: the exceedance of C. P. Farrington, N. J. Andrews, A. D. Beale and M. A. Catchpole (A statistical algorithm
 * for the early detection of outbreaks of infectious disease, JRSS A 159, 1996) with the improvements of A. Noufaily et
 * al. (An improved algorithm for outbreak detection in multiple surveillance systems, Statistics in Medicine 32, 2013):
 *
 * <ul>
 *   <li>Counts vary more than by Poisson; the excess is estimated, and a negative binomial stands for it.
 *   <li>Past spikes count less: counts with an Anscombe residual above 2.58 are weighted down by its square.
 *   <li>The expectation is itself an estimate from a few counts, which widens the distribution.
 * </ul>
 *
 * <p>Unlike theirs, the residuals are taken from the median and the median absolute deviation, since one spike in eight
 * weeks shifts a mean so far that it hides itself; and half an item is added to the sum (Jeffreys' prior), since a tag
 * that nobody named in eight weeks may be named.
 *
 * @param expected expected count of a comparable time
 * @param variance variance of the count to be seen, the uncertainty of {@code expected} included
 */
public record SeasonalBaseline(double expected, double variance) {

    private static final double OUTLIER = 2.58;
    private static final double MAD_TO_DEVIATION = 1.4826;

    /** @param before counts of comparable times, at least two */
    public static SeasonalBaseline of(long[] before) {
        int n = before.length;
        double mean = Arrays.stream(before).average().orElseThrow();
        if (mean == 0) {
            return of(0.5 / n, 1, n);
        }
        double median = median(Arrays.stream(before).asDoubleStream().toArray());
        double middle = median > 0 ? median : mean;
        double deviation = MAD_TO_DEVIATION
                * median(Arrays.stream(before)
                        .mapToDouble(y -> Math.abs(y - middle))
                        .toArray());
        double dispersion = Math.max(1, deviation * deviation / middle);
        double[] weights = new double[n];
        double weight = 0;
        for (int i = 0; i < n; i++) {
            double residual = anscombe(before[i], middle) / Math.sqrt(dispersion * (1 - 1.0 / n));
            weights[i] = residual > OUTLIER ? 1 / (residual * residual) : 1;
            weight += weights[i];
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += weights[i] * before[i];
        }
        double weighted = sum / weight;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            squares += weights[i] * (before[i] - weighted) * (before[i] - weighted);
        }
        double excess = weighted == 0 || weight <= 1 ? 1 : Math.max(1, squares / weighted / (weight - 1));
        return of((sum + 0.5) / weight, excess, weight);
    }

    private static SeasonalBaseline of(double expected, double dispersion, double weight) {
        return new SeasonalBaseline(expected, dispersion * expected * (1 + 1 / weight));
    }

    /** Returns the Anscombe transform, approximately normal with variance 1 for a Poisson count of this mean. */
    private static double anscombe(double count, double mean) {
        return 1.5 * (Math.pow(count, 2 / 3.0) * Math.pow(mean, -1 / 6.0) - Math.sqrt(mean));
    }

    /** Returns the probability of this many or more if nothing is unusual. */
    public double chanceOf(long count) {
        if (count <= 0) {
            return 1;
        }
        // The size is that of a negative binomial with this mean and variance; the variance is always the greater.
        double size = expected * expected / (variance - expected);
        return RegularizedBeta.value(1 - expected / variance, count, size);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
}
