package dev.loop.connectors.learn;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Of any number of items those with the smallest hashes, up to a limit. Which they are depends on the items alone and
 * not on their order.
 */
final class SmallestHashes {

    private final int most;
    private final NavigableSet<Long> hashes = new TreeSet<>();
    private boolean cut;

    SmallestHashes(int most) {
        this.most = most;
    }

    void add(long hash) {
        hashes.add(hash);
        if (hashes.size() > most) {
            hashes.pollLast();
            cut = true;
        }
    }

    void remove(long hash) {
        hashes.remove(hash);
    }

    boolean has(long hash) {
        return hashes.contains(hash);
    }

    /** Returns whether an item may exist and not be in the sample, because the others have smaller hashes. */
    boolean isBeyond(long hash) {
        return cut && (hashes.isEmpty() || hash > hashes.last());
    }

    /** Returns whether items that were left out would have a place by now. They are found by adding all again. */
    boolean lacks() {
        return cut && hashes.size() < most;
    }

    Collection<Long> hashes() {
        return Collections.unmodifiableCollection(hashes);
    }
}
