package dev.loop.client.query;

/** Which items a release's report is about, and from which time. */
public final class ReportQuery extends ItemFilters<ReportQuery> {

    @Override
    ReportQuery self() {
        return this;
    }

    /** @param length the time after the release: a number of s, m, h, d or w, as in 7d */
    public ReportQuery window(String length) {
        return set("window", length);
    }

    /** @param length the time before it; as long as the window if left out */
    public ReportQuery baseline(String length) {
        return set("baseline", length);
    }

    /** @param name plan or source, whose mix is kept apart from the change */
    public ReportQuery stratify(String name) {
        return set("stratify", name);
    }

    /** Accepts a report without the partitions that cannot be read now, which {@code asOf.missing} names. */
    public ReportQuery partial() {
        return set("partial", true);
    }
}
