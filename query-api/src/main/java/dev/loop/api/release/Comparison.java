package dev.loop.api.release;

import dev.loop.analysis.statistics.BeforeAfter;
import dev.loop.analysis.statistics.MantelHaenszel;
import dev.loop.api.release.Change.Candidate;
import dev.loop.question.AsOf;
import dev.loop.question.Questions.Row;
import dev.loop.question.Questions.SentimentSpans;
import dev.loop.question.Questions.Span;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The counts of two windows, side by side.
 *
 * <p>The rate of a tag is (negative items with the tag) / (all items); that of a plan is (negative items of the plan) /
 * (all items of the plan).
 */
final class Comparison {

    /** The grouping that both tables must have. */
    static final List<Facet> GROUPS = List.of(Dimension.TAG, Dimension.PLAN, Dimension.SOURCE);

    /** Items, and negative ones among them, before and after. */
    private static final class Sums {
        private long negativeBefore;
        private long before;
        private long negativeAfter;
        private long after;

        private void add(Tally tally, boolean later) {
            if (later) {
                after += tally.total();
                negativeAfter += tally.negative();
            } else {
                before += tally.total();
                negativeBefore += tally.negative();
            }
        }

        private BeforeAfter of() {
            return new BeforeAfter(negativeBefore, before, negativeAfter, after);
        }
    }

    private final Span before;
    private final Span after;
    private final AsOf asOf;

    /** @param windows the two windows in order */
    Comparison(SentimentSpans windows) {
        this.before = windows.spans().get(0);
        this.after = windows.spans().get(1);
        this.asOf = windows.asOf();
    }

    Tally before() {
        return before.total();
    }

    Tally after() {
        return after.total();
    }

    /** Returns what both windows reflect. */
    AsOf asOf() {
        return asOf;
    }

    /**
     * Returns the changes of all tags with a negative item in either window. Strata without a negative item of the tag
     * say nothing in its test, and count as one: a project may have as many plans as tags.
     */
    List<Change> tags(Dimension stratifyBy) {
        Map<@Nullable String, Sums> strata = by(stratifyBy);
        Map<@Nullable String, Map<@Nullable String, Sums>> byTag = by(Dimension.TAG, stratifyBy);
        double allWeight = strata.values().stream()
                .mapToDouble(all -> MantelHaenszel.weight(all.before, all.after))
                .sum();
        var candidates = new ArrayList<Candidate>();
        byTag.forEach((tag, found) -> {
            var tables = new ArrayList<BeforeAfter>();
            long before = before().total();
            long after = after().total();
            double otherWeight = allWeight;
            for (Map.Entry<@Nullable String, Sums> stratum : found.entrySet()) {
                Sums hits = stratum.getValue();
                if (hits.negativeBefore + hits.negativeAfter > 0) {
                    Sums all = Objects.requireNonNull(strata.get(stratum.getKey()));
                    tables.add(new BeforeAfter(hits.negativeBefore, all.before, hits.negativeAfter, all.after));
                    before -= all.before;
                    after -= all.after;
                    otherWeight -= MantelHaenszel.weight(all.before, all.after);
                }
            }
            if (!tables.isEmpty()) {
                // Two one-sided tables: they add to the counts, and the test leaves them out.
                tables.add(new BeforeAfter(0, before, 0, 0));
                tables.add(new BeforeAfter(0, 0, 0, after));
                candidates.add(new Candidate(tag, tables, Math.max(0, otherWeight)));
            }
        });
        return Change.family(candidates);
    }

    List<Change> plans(Dimension stratifyBy) {
        var candidates = new ArrayList<Candidate>();
        by(Dimension.PLAN, stratifyBy)
                .forEach((plan, strata) -> candidates.add(new Candidate(
                        plan, strata.values().stream().map(Sums::of).toList(), 0)));
        return Change.family(candidates);
    }

    /**
     * Returns items and negative ones, before and after, for each value. Ordered by name; items without one come last.
     */
    Map<@Nullable String, BeforeAfter> counts(Dimension dimension) {
        var counts = new TreeMap<@Nullable String, BeforeAfter>(Comparator.nullsLast(Comparator.naturalOrder()));
        by(dimension).forEach((value, sums) -> counts.put(value, sums.of()));
        return counts;
    }

    private Map<@Nullable String, Sums> by(Dimension dimension) {
        var sums = new HashMap<@Nullable String, Sums>();
        each((row, later) ->
                sums.computeIfAbsent(value(row, dimension), key -> new Sums()).add(row.tally(), later));
        return sums;
    }

    private Map<@Nullable String, Map<@Nullable String, Sums>> by(Dimension first, Dimension second) {
        var sums = new HashMap<@Nullable String, Map<@Nullable String, Sums>>();
        each((row, later) -> sums.computeIfAbsent(value(row, first), key -> new HashMap<>())
                .computeIfAbsent(value(row, second), key -> new Sums())
                .add(row.tally(), later));
        return sums;
    }

    private interface Visitor {
        void see(Row row, boolean later);
    }

    private void each(Visitor visitor) {
        before.rows().forEach(row -> visitor.see(row, false));
        after.rows().forEach(row -> visitor.see(row, true));
    }

    private static @Nullable String value(Row row, Dimension dimension) {
        return row.group().get(GROUPS.indexOf(dimension));
    }
}
