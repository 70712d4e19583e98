package dev.loop.api.odata;

import dev.loop.question.AsOf;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Keeps the first places after a given one, from rows that are offered in any order, as many as there is room for. */
final class RunMaker {

    /** The room in bytes, approximately: some 40,000 places. */
    static final long ROOM = 8 << 20;

    private static final int OF_PLACE = 48;
    private static final int OF_VALUE = 24;

    private final List<SortKey> columns;
    private final Optional<List<@Nullable Object>> after;
    private final int least;
    private final long most;
    private final Comparator<List<@Nullable Object>> order;
    /** The kept places, the last of them first, to be thrown out. */
    private final PriorityQueue<List<@Nullable Object>> kept;

    private long offered;
    private long weight;
    private boolean more;

    /**
     * @param least places that are kept however long they are
     * @param most places that are of any use
     */
    RunMaker(Query query, int least, long most) {
        this.columns = query.order();
        this.after = query.after().map(SkipToken::place);
        this.least = least;
        this.most = most;
        this.order = SortKey.comparator(columns);
        this.kept = new PriorityQueue<>(order.reversed());
    }

    void offer(ODataRow row) {
        offered++;
        List<@Nullable Object> place = SortKey.place(columns, row);
        if (after.isPresent() && order.compare(place, after.get()) <= 0) {
            return;
        }
        // A place after one that was not kept must not be kept either.
        if (more && !kept.isEmpty() && order.compare(place, kept.element()) > 0) {
            return;
        }
        kept.add(place);
        weight += weight(place);
        while (kept.size() > most || weight > ROOM && kept.size() > least) {
            weight -= weight(kept.remove());
            more = true;
        }
    }

    private static long weight(List<@Nullable Object> place) {
        long weight = OF_PLACE;
        for (Object value : place) {
            weight += OF_VALUE + (value instanceof String text ? OF_VALUE + text.length() : 0);
        }
        return weight;
    }

    long offered() {
        return offered;
    }

    Run run(AsOf asOf) {
        return new Run(after, kept.stream().sorted(order).toList(), !more, weight, asOf);
    }
}
