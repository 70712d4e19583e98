package dev.loop.api.sentiment;

import dev.loop.topology.question.Facet;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of counts, as tables have it.
 *
 * @param start start of its bucket; null if counts are not by time
 * @param group a value for each dimension asked for, null for items without one
 * @param isOther whether the row sums what the limit cut off
 */
record CountedRow(@Nullable ZonedDateTime start, List<@Nullable String> group, boolean isOther, GroupRow figures) {

    static CountedRow of(GroupRow row) {
        return new CountedRow(null, row.group(), false, row);
    }

    static CountedRow ofOther(List<Facet> groupBy, GroupRow row) {
        return new CountedRow(null, Collections.nCopies(groupBy.size(), null), true, row);
    }

    CountedRow at(ZonedDateTime bucket) {
        return new CountedRow(bucket, group, isOther, figures);
    }
}
