package dev.loop.topology.question;

import java.util.Comparator;

/**
 * Where an item stands in a search, and so where a search goes on.
 *
 * @param score 0 where the newest come first
 * @param createdAt epoch milliseconds
 */
public record Standing(float score, long createdAt, String id) {

    /** The highest score first, then the newest, then by id. */
    public static final Comparator<Standing> ORDER = Comparator.comparingDouble(Standing::score)
            .reversed()
            .thenComparing(Comparator.comparingLong(Standing::createdAt).reversed())
            .thenComparing(Standing::id);
}
