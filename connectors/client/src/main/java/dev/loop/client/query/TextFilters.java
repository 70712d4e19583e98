package dev.loop.client.query;

import dev.loop.client.model.Sentiment;

/**
 * Which items, by sentiment and message too.
 *
 * @param <Q> the kind of query
 */
public abstract class TextFilters<Q extends TextFilters<Q>> extends ItemFilters<Q> {

    TextFilters() {}

    public final Q sentiment(Sentiment... any) {
        for (Sentiment one : any) {
            add("sentiment", one);
        }
        return self();
    }

    /** @param text words, {@code "a phrase"}, {@code expo*}, {@code -without}, {@code exprot~}, {@code slow | hangs} */
    public final Q text(String text) {
        return set("q", text);
    }
}
