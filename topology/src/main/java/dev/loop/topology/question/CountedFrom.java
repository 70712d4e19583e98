package dev.loop.topology.question;

import dev.loop.schemas.intake.BatchMarks;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The source that a count is read from. Every reader decides here, in the same way.
 *
 * <p>The answers are the same to the digit; the cost differs. Reading cells takes time in the number of combinations
 * and buckets, reading items in the number of items.
 */
public enum CountedFrom {
    /** Cells, and items for less than two minutes at each edge of a span that is finer than a minute. */
    CELLS,
    /** The items that the text index finds; their names, themes and times are in columns beside it. */
    TEXT,
    /** Every item of the span, one by one. */
    ITEMS;

    /**
     * Returns {@code TEXT} if a text is searched for, or if it is about themes or groups by language; {@code CELLS} if cells know everything that is filtered and
     * grouped by; {@code ITEMS} otherwise.
     */
    public static CountedFrom of(FeedbackFilter filter, List<? extends Facet> groupBy) {
        if (filter.text().isPresent()) {
            return TEXT;
        }
        boolean themed = !filter.judged().theme().any() || groupBy.stream().anyMatch(Facet.Indexed.class::isInstance);
        if (themed && groupBy.stream().allMatch(CountedFrom::isColumn)) {
            return TEXT;
        }
        boolean filtered = filter.user().any() && filter.judged().any() && knownToCells(filter.metadata());
        return filtered && groupBy.stream().allMatch(Dimension.class::isInstance) ? CELLS : ITEMS;
    }

    /** Returns whether the text index has a facet in a column. */
    public static boolean isColumn(Facet facet) {
        return facet instanceof Dimension || facet instanceof Facet.Indexed;
    }

    /**
     * Returns whether cells can tell which items a condition on the metadata takes: they know whether an item is
     * backfilled, and not what else the metadata says.
     */
    private static boolean knownToCells(Map<String, Match> metadata) {
        Match backfill = metadata.get(BatchMarks.BACKFILL);
        return metadata.isEmpty()
                || metadata.size() == 1 && backfill != null && backfill.values().equals(Set.of(BatchMarks.YES));
    }
}
