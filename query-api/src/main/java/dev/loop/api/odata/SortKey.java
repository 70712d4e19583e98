package dev.loop.api.odata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A column that rows are sorted by. Null comes first, or last in a descending order. */
record SortKey(String column, boolean descending) {

    static SortKey ascending(String column) {
        return new SortKey(column, false);
    }

    static SortKey descending(String column) {
        return new SortKey(column, true);
    }

    /** Returns an order by some keys first, then by those of the others that are not among them. */
    static List<SortKey> then(List<SortKey> first, List<SortKey> others) {
        List<SortKey> all = new ArrayList<>(first);
        others.stream()
                .filter(other -> first.stream().noneMatch(key -> key.column().equals(other.column())))
                .forEach(all::add);
        return List.copyOf(all);
    }

    /** Returns the place of a row in an order. */
    static List<@Nullable Object> place(List<SortKey> order, ODataRow row) {
        List<@Nullable Object> place = new ArrayList<>(order.size());
        order.forEach(key -> place.add(row.value(key.column())));
        return place;
    }

    /** Returns a comparator of places. */
    static Comparator<List<@Nullable Object>> comparator(List<SortKey> order) {
        return (one, other) -> {
            for (int i = 0; i < order.size(); i++) {
                int difference = ValueOrder.NULLS_FIRST.compare(one.get(i), other.get(i));
                if (difference != 0) {
                    return order.get(i).descending() ? -difference : difference;
                }
            }
            return 0;
        };
    }
}
