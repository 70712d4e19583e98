package dev.loop.topology.theme;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Leader clustering of the messages of one project and language. A vector joins the nearest cluster if that is near
 * enough, and else begins one; clusters that have come close are merged.
 *
 * <p>The same vectors in the same order give the same clusters, on every machine.
 */
final class Leaders {

    /** The cosine from which a vector joins a cluster: chosen on complaints of travellers, and good for app reviews. */
    static final double JOIN = 0.40;

    /** The cosine from which two clusters are one. */
    static final double MERGE = 0.60;

    /** A cluster that goes into another one. */
    record Merge(Cluster from, Cluster into) {}

    /** The largest first; of clusters of one size, the older. */
    private static final Comparator<Cluster> LEADING = Comparator.comparing((Cluster cluster) -> !cluster.pinned)
            .thenComparing(Cluster::size, Comparator.reverseOrder())
            .thenComparing(cluster -> cluster.id);

    private final Mean mean;
    private final TreeMap<Long, Cluster> clusters = new TreeMap<>();

    Leaders(Mean mean) {
        this.mean = mean;
    }

    Mean mean() {
        return mean;
    }

    Collection<Cluster> all() {
        return clusters.values();
    }

    /** Takes in a cluster that was stored. */
    void put(Cluster cluster) {
        cluster.turn(mean);
        clusters.put(cluster.id, cluster);
    }

    void drop(Cluster cluster) {
        clusters.remove(cluster.id);
    }

    /** Returns the cluster that a vector belongs to. */
    Optional<Cluster> nearest(byte[] vector) {
        int[] direction = Direction.of(vector, mean);
        return nearest(direction, clusters.values(), JOIN);
    }

    /** Adds a vector to the mean, and looks at all clusters anew. */
    void found(byte[] vector) {
        mean.add(vector);
        clusters.values().forEach(cluster -> cluster.turn(mean));
    }

    /** Takes a vector out of the mean again. */
    void forget(byte[] vector) {
        mean.subtract(vector);
        clusters.values().forEach(cluster -> cluster.turn(mean));
    }

    /** Merges clusters that have come close, small ones into large ones, and returns which went where. */
    List<Merge> merge() {
        List<Cluster> leading = new ArrayList<>(clusters.values());
        leading.sort(LEADING);
        List<Cluster> kept = new ArrayList<>();
        List<Merge> merges = new ArrayList<>();
        for (Cluster cluster : leading) {
            Optional<Cluster> into = cluster.pinned ? Optional.empty() : nearest(cluster.direction(), kept, MERGE);
            if (into.isPresent()) {
                merges.add(merge(cluster, into.get()));
            } else {
                kept.add(cluster);
            }
        }
        return merges;
    }

    Merge merge(Cluster from, Cluster into) {
        into.take(from, mean);
        clusters.remove(from.id);
        return new Merge(from, into);
    }

    private static Optional<Cluster> nearest(int[] direction, Iterable<Cluster> among, double least) {
        @Nullable Cluster nearest = null;
        double best = least;
        for (Cluster cluster : among) {
            double cosine = Direction.cosine(direction, cluster.direction());
            if (cosine > best || nearest == null && cosine == best) {
                nearest = cluster;
                best = cosine;
            }
        }
        return Optional.ofNullable(nearest);
    }
}
