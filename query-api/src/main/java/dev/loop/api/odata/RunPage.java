package dev.loop.api.odata;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A page of the current rows at the places of a {@link Run} that still exist. */
final class RunPage {

    private static final int AT_ONCE = 1_000;

    private final Run run;
    private final int limit;
    private final PageWeight weight;
    private final List<ODataRow> rows = new ArrayList<>();
    private int reached;

    /** @param from index of the first of its places */
    RunPage(Query query, Run run, int from, int limit) {
        this.run = run;
        this.reached = Math.min(from, run.places().size());
        this.limit = limit;
        this.weight = new PageWeight(query.shape());
    }

    void read(Function<List<List<@Nullable Object>>, List<Optional<ODataRow>>> find) {
        int end = run.places().size();
        while (reached < end && rows.size() < limit && !weight.full()) {
            int most = Math.min(AT_ONCE, limit - rows.size());
            for (Optional<ODataRow> row : find.apply(run.places().subList(reached, Math.min(end, reached + most)))) {
                if (weight.full()) {
                    return;
                }
                reached++;
                row.ifPresent(rows::add);
                row.ifPresent(weight::add);
            }
        }
    }

    List<ODataRow> rows() {
        return rows;
    }

    /** Returns whether the run has more. */
    boolean goesOn() {
        return reached < run.places().size();
    }

    /** Returns where to go on; empty at the end of the list. */
    Optional<List<@Nullable Object>> next() {
        return !goesOn() && run.last() || reached == 0
                ? Optional.empty()
                : Optional.of(run.places().get(reached - 1));
    }
}
