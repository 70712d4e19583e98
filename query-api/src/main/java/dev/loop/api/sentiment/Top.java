package dev.loop.api.sentiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The first rows of an order, and the rest.
 *
 * @param rows rows in order
 * @param rest rows that the limit cut off, in no order
 */
record Top(List<GroupRow> rows, List<GroupRow> rest) {

    /** A heap keeps the rows shown: of 200,000 groups a list shows some, and to sort all takes as long as to count them. */
    static Top of(List<GroupRow> all, Comparator<GroupRow> order, int limit) {
        if (all.size() <= limit) {
            return new Top(all.stream().sorted(order).toList(), List.of());
        }
        var shown = new PriorityQueue<>(order.reversed());
        List<GroupRow> rest = new ArrayList<>(all.size() - limit);
        for (GroupRow row : all) {
            if (shown.size() < limit) {
                shown.add(row);
            } else if (order.compare(row, shown.element()) < 0) {
                rest.add(shown.remove());
                shown.add(row);
            } else {
                rest.add(row);
            }
        }
        return new Top(shown.stream().sorted(order).toList(), rest);
    }

    /** Returns the rest as one row: with the others it makes the total. */
    GroupRow other(boolean compared) {
        return GroupRow.sum(rest, compared);
    }
}
