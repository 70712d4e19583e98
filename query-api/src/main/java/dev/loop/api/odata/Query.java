package dev.loop.api.odata;

import java.util.List;
import java.util.Optional;

/**
 * A question to an entity set.
 *
 * @param filter condition on its rows
 * @param steps steps of {@code $apply}: the first is a grouping; empty if rows stay as they are
 * @param shape shape of the resulting rows
 * @param order total order of the resulting rows
 * @param sorted whether the order differs from that of the set
 * @param select columns of the answer; empty for all
 * @param count whether the number of all rows is asked for
 */
record Query(
        Optional<Expression> filter,
        List<Transformation> steps,
        Shape shape,
        List<SortKey> order,
        boolean sorted,
        Optional<List<ODataColumn>> select,
        Optional<Long> top,
        long skip,
        boolean count,
        Optional<SkipToken> after,
        String mark) {

    boolean aggregates() {
        return !steps.isEmpty();
    }

    List<ODataColumn> answered() {
        return select.orElse(shape.columns());
    }
}
