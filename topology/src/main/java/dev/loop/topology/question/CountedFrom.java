package dev.loop.topology.question;

import java.util.List;

/**
 * Where the figures of a count come from. It is settled here alone, for every reader alike.
 *
 * <p>The answers are the same to the digit either way; what differs is that cells are read in time that goes with how many
 * combinations and buckets there are, and items in time that goes with how many were said.
 */
public enum CountedFrom {
    /** Cells, and the items of less than two minutes at each edge of a span that is finer than a minute. */
    CELLS,
    /** The items that the text index finds; their names and times are in columns beside it. */
    TEXT,
    /** Every item of the time asked for, one by one. */
    ITEMS;

    /** The text index, if a text is searched for; cells, if they know all that is filtered by and all that is grouped by. */
    public static CountedFrom of(FeedbackFilter filter, List<? extends Facet> groupBy) {
        if (filter.text().isPresent()) {
            return TEXT;
        }
        boolean filtered = filter.user().any() && filter.metadata().isEmpty();
        return filtered && groupBy.stream().allMatch(Dimension.class::isInstance) ? CELLS : ITEMS;
    }
}
