package dev.loop.client.query;

import java.time.Instant;

/** Which tags to look at. */
public final class TrendsQuery extends GroupFilters<TrendsQuery> {

    @Override
    TrendsQuery self() {
        return this;
    }

    /** Sets the beginning of the incidents that are listed. */
    public TrendsQuery since(Instant time) {
        return set("since", time);
    }

    /** @param state open or closed */
    public TrendsQuery state(String state) {
        return set("state", state);
    }

    public TrendsQuery limit(int incidents) {
        return set("limit", incidents);
    }

    /** Accepts an answer without the partitions that cannot be read now, which {@code asOf.missing} names. */
    public TrendsQuery partial() {
        return set("partial", true);
    }
}
