package dev.loop.api.odata;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A page of rows in the order of their set: full, or as far as its time goes. Only the last page is empty: there are
 * clients that take an empty one for the end, whatever link it has. Where no row is found for long, the page fails.
 */
final class LivePage implements EntitySet.Taker {

    private final Asking asking;
    private final Query query;
    private final int limit;
    private final Deadline deadline;
    private final Deadline latest;
    private final List<ODataRow> rows = new ArrayList<>();
    private final PageWeight weight;
    private long skipLeft;
    private @Nullable List<@Nullable Object> last;
    private boolean ended = true;

    /**
     * @param deadline of a page with rows
     * @param latest of a page without any
     */
    LivePage(Asking asking, Query query, int limit, long skip, Deadline deadline, Deadline latest) {
        this.asking = asking;
        this.query = query;
        this.limit = limit;
        this.deadline = deadline;
        this.latest = latest;
        this.skipLeft = skip;
        this.weight = new PageWeight(query.shape());
    }

    @Override
    public boolean take(ODataRow row) {
        if (!asking.accepts(row)) {
            return goOn(row);
        }
        if (skipLeft > 0) {
            skipLeft--;
            return goOn(row);
        }
        if (rows.size() == limit || weight.full()) {
            return stop();
        }
        rows.add(row);
        weight.add(row);
        return goOn(row);
    }

    @Override
    public boolean reached(List<@Nullable Object> place) {
        last = place;
        return inTime() || stop();
    }

    private boolean goOn(ODataRow row) {
        last = SortKey.place(query.order(), row);
        return inTime() || stop();
    }

    private boolean inTime() {
        if (!deadline.over()) {
            return true;
        }
        if (rows.isEmpty()) {
            latest.check();
        }
        return rows.isEmpty();
    }

    private boolean stop() {
        ended = false;
        return false;
    }

    List<ODataRow> rows() {
        return rows;
    }

    long skipLeft() {
        return skipLeft;
    }

    /** Returns where to go on; empty at the end of the set. */
    Optional<List<@Nullable Object>> next() {
        return ended ? Optional.empty() : Optional.ofNullable(last);
    }
}
