package dev.loop.connectors.learn;

import dev.loop.schemas.avro.Label;
import dev.loop.schemas.avro.LabelledBy;
import dev.loop.schemas.avro.Model;
import dev.loop.schemas.avro.Sentiment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The items of a project that a model is to learn from: those that people labelled, and those whose authors said their
 * sentiment, of each at most {@link #MOST}. It holds hashes of their ids, and what they say is read again when a model is
 * made of it: memory is bounded whatever the number of labels.
 */
final class LabelledItems {

    /** The most items of each kind. */
    static final int MOST = 2_000;

    private final SmallestHashes people = new SmallestHashes(MOST);
    private final SmallestHashes authors = new SmallestHashes(MOST);

    /** @param label null where the item has none any more */
    void put(String item, @Nullable Label label) {
        long hash = ItemHash.of(item);
        LabelledBy by = label != null && isUsable(label) ? label.getSaidBy() : LabelledBy.UNKNOWN;
        if (by == LabelledBy.PERSON) {
            people.add(hash);
        } else {
            people.remove(hash);
        }
        if (by == LabelledBy.AUTHOR) {
            authors.add(hash);
        } else {
            authors.remove(hash);
        }
    }

    /** Returns whether a model can learn from a label. */
    static boolean isUsable(Label label) {
        return label.getVector().isPresent()
                && label.getSentiment() != Sentiment.UNKNOWN
                && label.getSaidBy() != LabelledBy.UNKNOWN;
    }

    boolean isOf(Label label) {
        long hash = ItemHash.of(label.getId());
        return isUsable(label) && (label.getSaidBy() == LabelledBy.PERSON ? people : authors).has(hash);
    }

    /** Returns whether items that were left out would have a place by now. */
    boolean lacks() {
        return people.lacks() || authors.lacks();
    }

    int size() {
        return people.hashes().size() + authors.hashes().size();
    }

    /** Returns whether all items that a model has learnt from are still labelled. */
    boolean holdAllOf(Model model) {
        return ItemHash.read(model.getPeople()).stream().allMatch(hash -> isThere(hash, people))
                && ItemHash.read(model.getAuthors()).stream().allMatch(hash -> isThere(hash, authors));
    }

    private boolean isThere(long hash, SmallestHashes as) {
        return people.has(hash) || authors.has(hash) || as.isBeyond(hash);
    }

    /** Returns how many items a model has not learnt from. */
    int newSince(Model model) {
        List<Long> learnt = Stream.of(model.getPeople(), model.getAuthors())
                .flatMap(hashes -> ItemHash.read(hashes).stream())
                .toList();
        Set<Long> known = new HashSet<>(learnt);
        return (int) Stream.of(people, authors)
                .flatMap(sample -> sample.hashes().stream())
                .filter(hash -> !known.contains(hash))
                .count();
    }
}
