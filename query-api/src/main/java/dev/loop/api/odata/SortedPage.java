package dev.loop.api.odata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The first rows after a place, from rows that are offered in any order; no more than these are kept. */
final class SortedPage {

    private record Placed(List<@Nullable Object> place, ODataRow row) {}

    private final Query query;
    private final int limit;
    private final int skip;
    private final Comparator<List<@Nullable Object>> order;
    /** The kept rows, the last of them first, to be thrown out. */
    private final PriorityQueue<Placed> kept;

    private long offered;
    private @Nullable List<@Nullable Object> next;

    SortedPage(Query query, int limit, int skip) {
        this.query = query;
        this.limit = limit;
        this.skip = skip;
        this.order = SortKey.comparator(query.order());
        this.kept = new PriorityQueue<>(Comparator.comparing(Placed::place, order.reversed()));
    }

    void offer(ODataRow row) {
        offered++;
        List<@Nullable Object> place = SortKey.place(query.order(), row);
        boolean before = query.after()
                .filter(token -> order.compare(place, token.place()) <= 0)
                .isPresent();
        if (before) {
            return;
        }
        kept.add(new Placed(place, row));
        if (kept.size() > skip + limit + 1) {
            kept.poll();
        }
    }

    long offered() {
        return offered;
    }

    /** Returns the rows of this page; called once, after all were offered, and before {@link #next}. */
    List<ODataRow> rows() {
        List<Placed> sorted =
                kept.stream().sorted(Comparator.comparing(Placed::place, order)).toList();
        var weight = new PageWeight(query.shape());
        List<ODataRow> rows = new ArrayList<>();
        for (int i = skip; i < sorted.size(); i++) {
            if (rows.size() == limit || weight.full()) {
                next = i == 0 ? null : sorted.get(i - 1).place();
                break;
            }
            rows.add(sorted.get(i).row());
            weight.add(sorted.get(i).row());
        }
        return rows;
    }

    /** Returns where to go on; empty if there are no more. */
    Optional<List<@Nullable Object>> next() {
        return Optional.ofNullable(next);
    }
}
