package dev.loop.api.release;

import dev.loop.analysis.statistics.BeforeAfter;
import dev.loop.analysis.statistics.FalseDiscovery;
import dev.loop.analysis.statistics.MantelHaenszel;
import dev.loop.analysis.statistics.Normal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The change in the share of negative items of one tag, or of one plan.
 *
 * @param name name of the tag or plan; null for items without one
 * @param counts negative items and all items, before and after
 * @param standardizedBefore the share before, at one mix of the strata of both windows; empty if none has both sides
 * @param standardizedAfter likewise after: greater than that before if and only if {@code stratifiedZ} is positive
 * @param z z of the two raw shares
 * @param stratifiedZ z of the shares within strata
 * @param p two-sided p of {@code stratifiedZ}; empty if it cannot be relied upon
 * @param q q of {@code p} among all members of the family that have one
 */
record Change(
        @Nullable String name,
        BeforeAfter counts,
        OptionalDouble standardizedBefore,
        OptionalDouble standardizedAfter,
        OptionalDouble z,
        OptionalDouble stratifiedZ,
        OptionalDouble p,
        OptionalDouble q,
        Verdict verdict) {

    /**
     * The rate of false discoveries: at most this part of the verdicts other than {@link Verdict#NO_EVIDENCE} are
     * wrong.
     */
    static final double FALSE_DISCOVERIES = 0.05;

    private static final Comparator<Change> WORST_FIRST = Comparator.comparing(Change::verdict)
            .thenComparingDouble(change -> change.p().orElse(1))
            .thenComparing(Change::name, Comparator.nullsLast(Comparator.naturalOrder()));

    /**
     * A candidate for a comparison: a name, and its counts by stratum.
     *
     * @param otherWeight {@link MantelHaenszel#weight} of all strata without a hit
     */
    record Candidate(@Nullable String name, List<BeforeAfter> strata, double otherWeight) {
        BeforeAfter all() {
            return strata.stream().reduce(new BeforeAfter(0, 0, 0, 0), BeforeAfter::plus);
        }
    }

    /**
     * Returns a family of changes, the worst first. Totals alone decide which candidates have enough data. Totals say
     * nothing about the direction of a change, so leaving the others out of the family is fair (R. Bourgon, R.
     * Gentleman and W. Huber, Independent filtering increases detection power for high-throughput experiments, PNAS
     * 107, 2010).
     */
    static List<Change> family(List<Candidate> candidates) {
        List<MantelHaenszel> tests = candidates.stream()
                .map(candidate -> MantelHaenszel.of(candidate.strata(), candidate.otherWeight()))
                .toList();
        double[] q = FalseDiscovery.q(tests.stream()
                .filter(MantelHaenszel::reliable)
                .mapToDouble(Change::chance)
                .toArray());
        var changes = new ArrayList<Change>();
        int tested = 0;
        for (int i = 0; i < candidates.size(); i++) {
            MantelHaenszel test = tests.get(i);
            OptionalDouble ofFamily = test.reliable() ? OptionalDouble.of(q[tested++]) : OptionalDouble.empty();
            BeforeAfter all = candidates.get(i).all();
            changes.add(new Change(
                    candidates.get(i).name(),
                    all,
                    test.standardizedBefore(),
                    test.standardizedAfter(),
                    all.pooledZ(),
                    test.z(),
                    test.reliable() ? OptionalDouble.of(chance(test)) : OptionalDouble.empty(),
                    ofFamily,
                    judge(test, ofFamily)));
        }
        changes.sort(WORST_FIRST);
        return changes;
    }

    private static double chance(MantelHaenszel test) {
        return Normal.twoSided(test.z().orElseThrow());
    }

    private static Verdict judge(MantelHaenszel test, OptionalDouble q) {
        if (q.isEmpty()) {
            return Verdict.NOT_ENOUGH_DATA;
        }
        if (q.getAsDouble() >= FALSE_DISCOVERIES) {
            return Verdict.NO_EVIDENCE;
        }
        return test.z().orElseThrow() > 0 ? Verdict.WORSE : Verdict.BETTER;
    }
}
