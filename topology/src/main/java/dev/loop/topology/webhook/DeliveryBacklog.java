package dev.loop.topology.webhook;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what waits in the partitions of this process, for the metrics. The stream threads write at each tick; any
 * thread may read, and reading is cheap.
 */
public final class DeliveryBacklog {

    private static final Snapshot NOTHING = new Snapshot(0, 0, 0, 0, OptionalLong.empty());

    /**
     * @param pending deliveries that are not settled
     * @param parked deliveries of disabled endpoints
     * @param openBreakers endpoints that are paused because they fail
     * @param disabled endpoints that were disabled because they failed
     * @param oldestDueAt when the delivery that has waited longest for its turn became ready, approximately, in epoch
     *     milliseconds; or when the next one falls due; empty if none waits
     */
    public record Snapshot(long pending, long parked, long openBreakers, long disabled, OptionalLong oldestDueAt) {
        private Snapshot plus(Snapshot other) {
            return new Snapshot(
                    pending + other.pending,
                    parked + other.parked,
                    openBreakers + other.openBreakers,
                    disabled + other.disabled,
                    oldestDueAt.isEmpty() || other.oldestDueAt.isEmpty()
                            ? oldestDueAt.isEmpty() ? other.oldestDueAt : oldestDueAt
                            : OptionalLong.of(Math.min(oldestDueAt.getAsLong(), other.oldestDueAt.getAsLong())));
        }
    }

    private final Map<Integer, Snapshot> partitions = new ConcurrentHashMap<>();

    /** Marks the partition as written by a ledger of this process. */
    public void keeping(int partition) {
        partitions.put(partition, NOTHING);
    }

    /** Returns whether a ledger of this process writes the partition. */
    public boolean keeps(int partition) {
        return partitions.containsKey(partition);
    }

    /** Returns the partitions that ledgers of this process write. */
    public TreeSet<Integer> kept() {
        return new TreeSet<>(partitions.keySet());
    }

    /** Stores the counts of a partition; its ledger calls this. */
    public void tell(int partition, Snapshot snapshot) {
        partitions.put(partition, snapshot);
    }

    /** Drops a partition that has left this process. */
    public void forget(int partition) {
        partitions.remove(partition);
    }

    /** Returns the sum over all partitions of this process. */
    public Snapshot total() {
        return partitions.values().stream().reduce(NOTHING, Snapshot::plus);
    }
}
