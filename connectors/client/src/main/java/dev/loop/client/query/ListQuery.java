package dev.loop.client.query;

/** Which items to list, and in which order. */
public final class ListQuery extends Filters<ListQuery> {

    @Override
    ListQuery self() {
        return this;
    }

    /** The best matches with the text first, in place of the newest. */
    public ListQuery byRelevance() {
        return set("sort", "relevance");
    }

    /** The items nearest in meaning to an item, the nearest first, a thousand at most. */
    public ListQuery like(String id) {
        return set("like", id);
    }

    /** The items nearest in meaning to a text, as with {@link #like}; needs a server with an encoder. */
    public ListQuery similar(String text) {
        return set("similar", text);
    }

    /** Of items that say nearly the same, the first alone, for pages of 200 at most. */
    public ListQuery fold() {
        return set("fold", "true");
    }

    /** @param names of tag, plan, source, sentiment, status: each page tells their most frequent values */
    public ListQuery facets(String... names) {
        return set("facets", String.join(",", names));
    }

    /** Sets the items of one page, 1,000 at most. Iterating goes over all pages. */
    public ListQuery limit(int items) {
        return set("limit", items);
    }

    /** Begins with the page of a cursor. */
    public ListQuery cursor(String cursor) {
        return set("cursor", cursor);
    }
}
