package dev.loop.api.odata;

import dev.loop.api.http.Scope;
import dev.loop.api.odata.Transformation.Grouping;
import dev.loop.question.AsOf;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A table of the feed, read from the live stores. */
interface EntitySet {

    Description about();

    /**
     * The description of a table.
     *
     * @param typeName type of its rows, in {@code $metadata}
     * @param text its text in {@code $metadata}
     * @param scope scope that a key needs beside reading feedback
     * @param key column that names a row
     * @param order total order of its rows
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
     * Passes on rows in their order: all that pass the filter, and possibly others.
     *
     * @param after place to begin after, as {@link SortKey#place} returns it
     */
    AsOf scan(Asking asking, Optional<List<@Nullable Object>> after, Taker taker);

    /**
     * Passes on what a grouping needs: rows that pass the filter, some combined into one if that makes no difference to
     * the grouping. Only columns that it names have values.
     */
    AsOf tally(Asking asking, Grouping grouping, WeightedTaker taker);

    /** Returns how many rows pass the filter, if that is known without looking at them. */
    default Optional<Long> count(Asking asking) {
        return Optional.empty();
    }

    Optional<ODataRow> find(Asking asking, String key);

    /** Returns a way to find rows again by their places; empty if that takes as long as looking through all. */
    default Optional<Places> places() {
        return Optional.empty();
    }

    interface Places {
        /** Returns the row at each of these places of the set's order, if it still exists and passes the filter. */
        List<Optional<ODataRow>> rows(Asking asking, List<List<@Nullable Object>> places);
    }

    /** Takes rows until it has enough. */
    interface Taker {
        /** Takes a row. Returns false if no more are wanted. */
        boolean take(ODataRow row);

        /**
         * Reports progress now and then while rows are scarce: all rows up to this place have been passed on. Returns
         * false if no more are wanted.
         */
        boolean reached(List<@Nullable Object> place);
    }

    /** Takes rows that stand for several. */
    interface WeightedTaker {
        void take(ODataRow row, long weight);
    }
}
