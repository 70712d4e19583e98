package dev.loop.topology.question;

import java.util.Comparator;

/**
 * The place of an item in a search, and so the place where a search goes on.
 *
 * @param score 0 if the newest come first
 * @param createdAt epoch milliseconds
 */
public record Standing(float score, long createdAt, String id) {

    /** Orders by the highest score, then the newest, then the id. */
    public static final Comparator<Standing> ORDER = Comparator.comparingDouble(Standing::score)
            .reversed()
            .thenComparing(Comparator.comparingLong(Standing::createdAt).reversed())
            .thenComparing(Standing::id);
}
