package dev.loop.broker;

import java.util.OptionalInt;

/**
 * The layout of topics on a cluster.
 *
 * @param partitions of the topics keyed by item, all alike; empty keeps what there is, and else takes the default
 * @param defaultPartitions for new topics when none are asked for
 * @param replication copies of each partition
 * @param minInsync copies that must have a write before it is acknowledged
 */
public record TopicLayout(OptionalInt partitions, int defaultPartitions, short replication, short minInsync) {

    private static final int EMBEDDED_PARTITIONS = 4;
    private static final int CLUSTER_PARTITIONS = 12;

    public TopicLayout {
        if (partitions.isPresent() && partitions.getAsInt() < 1) {
            throw new IllegalArgumentException("partitions must be at least 1, not " + partitions.getAsInt());
        }
        if (minInsync < 1 || replication < minInsync) {
            throw new IllegalArgumentException(
                    "replication " + replication + " cannot satisfy min.insync.replicas " + minInsync);
        }
    }

    /** Returns the layout for one broker: one copy. */
    public static TopicLayout embedded(OptionalInt partitions) {
        return new TopicLayout(partitions, EMBEDDED_PARTITIONS, (short) 1, (short) 1);
    }

    /**
     * Returns the layout for a cluster: three copies, two of which acknowledge a write, so that any one broker may fail
     * without loss or stop.
     */
    public static TopicLayout cluster(OptionalInt partitions) {
        return new TopicLayout(partitions, CLUSTER_PARTITIONS, (short) 3, (short) 2);
    }

    public TopicLayout withReplication(short copies, short acknowledging) {
        return new TopicLayout(partitions, defaultPartitions, copies, acknowledging);
    }
}
