package dev.loop.api.odata;

import java.util.List;
import java.util.Optional;

/**
 * What is asked of an entity set.
 *
 * @param filter which of its rows
 * @param steps what is made of them by {@code $apply}: begins with a grouping, or is empty where rows stay as they are
 * @param shape of the rows that come out
 * @param order of these, total: no two rows are equal by it
 * @param sorted whether the order is another than the one in which the set has its rows
 * @param select the columns that are answered; empty for all
 * @param count whether the number of all rows is asked for
 */
record Query(
        Optional<Expression> filter,
        List<Transformation> steps,
        Shape shape,
        List<SortKey> order,
        boolean sorted,
        Optional<List<Column>> select,
        Optional<Long> top,
        long skip,
        boolean count,
        Optional<SkipToken> after,
        String mark) {

    boolean aggregates() {
        return !steps.isEmpty();
    }

    List<Column> answered() {
        return select.orElse(shape.columns());
    }
}
