package dev.loop.client.query;

/** Which items to count, and in which groups. */
public final class SentimentQuery extends CountQuery<SentimentQuery> {

    @Override
    SentimentQuery self() {
        return this;
    }
}
