package dev.loop.topology.theme;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A theme as the ledger keeps it. */
final class ThemeState {

    /** The items that a theme takes its name from. A small theme has all of its items among them. */
    static final int SAMPLE = 40;

    /** The least items of a theme that is shown: fewer are a coincidence. */
    static final int SHOWN_FROM = 5;

    /** An item of the sample; the smallest hashes are drawn, so that every item has the same chance. */
    record Drawn(long hash, String item) {}

    /** The message nearest to the middle. */
    record Central(String item, String message) {}

    final Cluster cluster;
    final String language;
    final DailyCounts counts;
    int people;
    final TreeSet<Drawn> sample =
            new TreeSet<>(Comparator.comparingLong(Drawn::hash).thenComparing(Drawn::item));

    /** How many items of the sample use a term, for those that at least two use. */
    Map<String, Integer> terms = new TreeMap<>();

    List<String> words = List.of();
    Optional<Central> central = Optional.empty();
    Optional<String> givenName = Optional.empty();
    boolean ignored;

    /** Whether it was told that it grew. */
    boolean grew;

    /** The offset of the last wish of people. */
    long commandOffset = -1;

    /** The items that it had when it was named last. */
    int namedAt;

    /** The largest hash of the items that it was named by: any item up to there may be in its name. */
    long namedTo = Long.MIN_VALUE;

    /** Whether readers outside have it. */
    boolean shown;

    /** Whether readers outside have it as it is now. */
    boolean told = true;

    ThemeState(Cluster cluster, String language, DailyCounts counts) {
        this.cluster = cluster;
        this.language = language;
        this.counts = counts;
    }

    boolean toBeShown() {
        return cluster.size() >= SHOWN_FROM || cluster.pinned;
    }

    /** Draws an item, and returns whether that changed the sample. */
    boolean draw(Drawn item) {
        sample.add(item);
        return sample.size() <= SAMPLE || !item.equals(sample.pollLast());
    }

    /** Takes an item out of the sample, and returns whether the name may come from it. */
    boolean undraw(String item) {
        long hash = hash(item);
        sample.remove(new Drawn(hash, item));
        return namedAt > 0 && hash <= namedTo;
    }

    /** Returns whether it has grown so much that its name may be another. */
    boolean outgrewItsName() {
        return cluster.size() > namedAt + namedAt / 4 || cluster.size() < namedAt;
    }

    /** Returns a hash that spreads ids evenly: FNV-1a, with the end of MurmurHash3. */
    static long hash(String item) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < item.length(); i++) {
            hash = (hash ^ item.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
