package dev.loop.client.query;

/** Which items to count over time. */
public final class TimelineQuery extends CountQuery<TimelineQuery> {

    @Override
    TimelineQuery self() {
        return this;
    }

    /** @param interval minute, hour, day, week or month */
    public TimelineQuery interval(String interval) {
        return set("interval", interval);
    }
}
