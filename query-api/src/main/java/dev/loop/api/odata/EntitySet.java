package dev.loop.api.odata;

import dev.loop.api.http.Scope;
import dev.loop.api.odata.Transformation.Grouping;
import dev.loop.api.question.AsOf;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A table of the feed, read from the live stores. */
interface EntitySet {

    Description about();

    /**
     * What a table is.
     *
     * @param typeName of its rows, in {@code $metadata}
     * @param text in {@code $metadata}
     * @param scope what a key must be allowed, beside reading feedback
     * @param key the column that names a row
     * @param order in which it has its rows; total
     */
    record Description(
            String name, String typeName, String text, Scope scope, Shape shape, String key, List<SortKey> order) {}

    default String name() {
        return about().name();
    }

    default Shape shape() {
        return about().shape();
    }

    default String key() {
        return about().key();
    }

    default List<SortKey> order() {
        return about().order();
    }

    /**
     * Tells its rows in their order: all that pass the filter, and others maybe.
     *
     * @param after where to begin, as told by {@link SortKey#place}
     */
    AsOf scan(Asking asking, Optional<List<@Nullable Object>> after, Taker taker);

    /**
     * Tells what a grouping needs: rows that pass the filter, some together as one where that makes no difference to it.
     * Only columns that it names have values.
     */
    AsOf tally(Asking asking, Grouping grouping, WeightedTaker taker);

    /** How many rows pass the filter, if that can be told without looking at them. */
    default Optional<Long> count(Asking asking) {
        return Optional.empty();
    }

    Optional<Row> find(Asking asking, String key);

    /** Finds rows again by where they stand; empty where that takes as long as looking through all. */
    default Optional<Places> places() {
        return Optional.empty();
    }

    interface Places {
        /** The row at each of these places of the set's order, if it still stands and passes the filter. */
        List<Optional<Row>> rows(Asking asking, List<List<@Nullable Object>> places);
    }

    /** Takes rows until it says that it has enough. */
    interface Taker {
        /** False where it wants no more. */
        boolean take(Row row);

        /** Told now and then where rows are scarce: all up to here have been told. False where it wants no more. */
        boolean reached(List<@Nullable Object> place);
    }

    /** Takes rows that stand for several. */
    interface WeightedTaker {
        void take(Row row, long weight);
    }
}
