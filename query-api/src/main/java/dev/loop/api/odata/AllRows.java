package dev.loop.api.odata;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes on all matching rows one by one, for as long as a question may take. */
final class AllRows implements EntitySet.Taker {

    private final Asking asking;
    private final EntitySet.WeightedTaker taker;
    private final Deadline deadline = Deadline.usual();

    AllRows(Asking asking, EntitySet.WeightedTaker taker) {
        this.asking = asking;
        this.taker = taker;
    }

    @Override
    public boolean take(ODataRow row) {
        if (asking.accepts(row)) {
            taker.take(row, 1);
        }
        return true;
    }

    @Override
    public boolean reached(List<@Nullable Object> place) {
        deadline.check();
        return true;
    }
}
