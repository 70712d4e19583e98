package dev.loop.api.sentiment;

import java.util.Comparator;
import java.util.List;

/**
 * The first rows of an order, and the rest.
 *
 * @param rows rows in order
 * @param rest rows that the limit cut off
 */
record Top(List<GroupRow> rows, List<GroupRow> rest) {

    static Top of(List<GroupRow> all, Comparator<GroupRow> order, int limit) {
        List<GroupRow> sorted = all.stream().sorted(order).toList();
        int shown = Math.min(limit, sorted.size());
        return new Top(sorted.subList(0, shown), sorted.subList(shown, sorted.size()));
    }

    /** Returns the rest as one row: with the others it makes the total. */
    GroupRow other(boolean compared) {
        return GroupRow.sum(rest, compared);
    }
}
