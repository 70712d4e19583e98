package dev.loop.client.query;

import java.time.Instant;

/** Which releases to list. */
public final class ReleasesQuery extends Parameters<ReleasesQuery> {

    @Override
    ReleasesQuery self() {
        return this;
    }

    /** Released at this time or later. */
    public ReleasesQuery from(Instant time) {
        return set("from", time);
    }

    /** Released before this time. */
    public ReleasesQuery to(Instant time) {
        return set("to", time);
    }

    public ReleasesQuery limit(int releases) {
        return set("limit", releases);
    }
}
