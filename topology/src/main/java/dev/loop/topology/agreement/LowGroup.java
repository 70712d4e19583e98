package dev.loop.topology.agreement;

import dev.loop.topology.statistics.ScoreInterval;

/**
 * Tells whether people agree with the machine less often in one group than in all others.
 *
 * <p>The counts are looked at after each label, and each plan, source and language is a group. With intervals of 95 %, a
 * false alarm would come in four of ten projects sooner or later; with those of 99.9 % it comes in fewer than one of a
 * hundred. An alarm ends where the intervals of 95 % meet, so that it does not come and go with single labels.
 */
public final class LowGroup {

    /** The number of items below which neither a group nor the others say anything. */
    public static final int LEAST = 30;

    /** The percentile of intervals of 99.9 %. */
    private static final double ALARM = 3.290526731491926;

    /** The percentile of intervals of 95 %. */
    private static final double SHOWN = 1.959963984540054;

    /**
     * Returns whether a group lies wholly below all others.
     *
     * @param was whether it did before
     */
    public static boolean isLow(long agreed, long items, long agreedElsewhere, long itemsElsewhere, boolean was) {
        if (items < LEAST || itemsElsewhere < LEAST) {
            return false;
        }
        double z = was ? SHOWN : ALARM;
        return ScoreInterval.of(agreed, items, z).high()
                < ScoreInterval.of(agreedElsewhere, itemsElsewhere, z).low();
    }

    private LowGroup() {}
}
