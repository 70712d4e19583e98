package dev.loop.client;

import dev.loop.client.model.SentimentTable;
import dev.loop.client.model.SentimentTimeline;
import dev.loop.client.query.SentimentQuery;
import dev.loop.client.query.TimelineQuery;

/** Counts of items. */
public final class SentimentCalls {

    private final Calls calls;

    SentimentCalls(Calls calls) {
        this.calls = calls;
    }

    /** Counts by sentiment and status, in groups. */
    public SentimentTable query(SentimentQuery query) {
        return calls.call(Call.get("/v1/sentiment", query), SentimentTable.class);
    }

    /** Counts over time. */
    public SentimentTimeline timeline(TimelineQuery query) {
        return calls.call(Call.get("/v1/sentiment/timeline", query), SentimentTimeline.class);
    }
}
