package dev.loop.api.odata;

import dev.loop.question.AsOf;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive places of a sorted list, as one look through all rows found them.
 *
 * @param after place before the first; empty for the beginning of the list
 * @param last whether the list ends with this run
 * @param weight its bytes, approximately
 * @param asOf what the look reflects
 */
record Run(
        Optional<List<@Nullable Object>> after,
        List<List<@Nullable Object>> places,
        boolean last,
        long weight,
        AsOf asOf) {

    /** Returns whether the run tells what comes after a place. */
    boolean goesOnAfter(List<@Nullable Object> place, Comparator<List<@Nullable Object>> order) {
        return after.map(begin -> order.compare(begin, place) <= 0).orElse(true)
                && (last || !places.isEmpty() && order.compare(place, places.get(places.size() - 1)) < 0);
    }

    /** Returns the index of the first place after a place. */
    int indexAfter(List<@Nullable Object> place, Comparator<List<@Nullable Object>> order) {
        int found = Collections.binarySearch(places, place, order);
        return found >= 0 ? found + 1 : -found - 1;
    }
}
