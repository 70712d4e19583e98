package dev.loop.topology.question;

import java.util.Comparator;

/**
 * The place of an item in a search, and so the place where a search goes on.
 *
 * @param score 0 if the newest come first
 * @param createdAt epoch milliseconds
 */
public record SearchHit(float score, long createdAt, String id) {

    /** Orders by the highest score, then the newest, then the id. */
    public static final Comparator<SearchHit> ORDER = Comparator.comparingDouble(SearchHit::score)
            .reversed()
            .thenComparing(Comparator.comparingLong(SearchHit::createdAt).reversed())
            .thenComparing(SearchHit::id);
}
