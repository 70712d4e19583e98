package dev.loop.topology.statistics;

/**
 * The confidence interval of a share, by the score of E. B. Wilson (Probable inference, the law of succession, and
 * statistical inference, JASA 22, 1927): unlike the textbook formula it holds for few items and for shares near 0 and
 * 1.
 */
public record ScoreInterval(double low, double high) {

    /**
     * Returns the interval; {@code of} is at least 1.
     *
     * @param z percentile of the normal distribution: 1.96 for 95 %
     */
    public static ScoreInterval of(long hits, long of, double z) {
        double n = of;
        double share = hits / n;
        double z2 = z * z;
        double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
        double half = z / (1 + z2 / n) * Math.sqrt(share * (1 - share) / n + z2 / (4 * n * n));
        // The formula is exact at the ends on paper, and off by an ulp in floating point.
        return new ScoreInterval(
                hits == 0 ? 0 : Math.max(0, middle - half), hits == of ? 1 : Math.min(1, middle + half));
    }
}
