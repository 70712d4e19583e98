package dev.loop.analysis.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Corrects many tests at once: of twenty, one has p below 0.05 by chance. Acting on q below 0.05 is wrong in at most 5
 * % of the cases acted on, by Y. Benjamini and Y. Hochberg (Controlling the false discovery rate, JRSS B 57, 1995).
 */
public final class FalseDiscovery {

    /** Returns a q for each p, in the same order. */
    public static double[] q(double[] p) {
        int[] falling = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> p[i]).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        double[] q = new double[p.length];
        double least = 1;
        for (int place = 0; place < falling.length; place++) {
            int rank = p.length - place;
            least = Math.min(least, p[falling[place]] * p.length / rank);
            q[falling[place]] = least;
        }
        return q;
    }

    private FalseDiscovery() {}
}
