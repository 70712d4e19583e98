package dev.loop.api.feedback;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.item.MeaningVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code fold=true}: of items of a page that say nearly the same, the first stands for the others. Each item is compared
 * with those that stand, so that a chain of small steps does not fold things that are far apart.
 */
final class NearDuplicates {

    static final String FOLD = "fold";

    /** The most items of a page, each of which may have to be compared with all before it. */
    static final int MOST_ITEMS = 200;

    /** The cosine of a sentence and the same with a word or two changed. Opposite opinions on one topic reach 0.9. */
    private static final double NEARLY_THE_SAME = 0.95;

    /** @param others items that say nearly the same, in their order */
    record Folded(Feedback item, List<Feedback> others) {}

    /** Returns the items that stand, in their order. */
    static List<Folded> of(List<Feedback> items) {
        List<Folded> standing = new ArrayList<>();
        List<byte[]> vectors = new ArrayList<>();
        List<Folded> withVectors = new ArrayList<>();
        for (Feedback item : items) {
            Optional<byte[]> vector = item.getVector().map(MeaningVector::array);
            Optional<Folded> same = vector.flatMap(its -> first(its, vectors, withVectors));
            if (same.isPresent()) {
                same.get().others().add(item);
                continue;
            }
            Folded own = new Folded(item, new ArrayList<>());
            standing.add(own);
            vector.ifPresent(its -> {
                vectors.add(its);
                withVectors.add(own);
            });
        }
        return standing;
    }

    private static Optional<Folded> first(byte[] vector, List<byte[]> vectors, List<Folded> standing) {
        for (int at = 0; at < vectors.size(); at++) {
            if (MeaningVector.cosine(vectors.get(at), vector) >= NEARLY_THE_SAME) {
                return Optional.of(standing.get(at));
            }
        }
        return Optional.empty();
    }

    private NearDuplicates() {}
}
