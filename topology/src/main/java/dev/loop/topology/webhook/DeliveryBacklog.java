package dev.loop.topology.webhook;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much is waiting in the partitions that are here; for the metrics. Written by the stream threads at each tick, read
 * by anybody, and cheap.
 */
public final class DeliveryBacklog {

    private static final Snapshot NOTHING = new Snapshot(0, 0, 0, 0, OptionalLong.empty());

    /**
     * @param pending deliveries that are not settled
     * @param parked deliveries of disabled endpoints
     * @param openBreakers endpoints that are paused since they fail
     * @param disabled endpoints that their failures have disabled
     * @param oldestDueAt since when the delivery waits that has waited longest for its turn, about, in epoch
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

    /** The ledger of the partition begins to write. */
    public void keeping(int partition) {
        partitions.put(partition, NOTHING);
    }

    /** Whether the ledger of the partition writes here. */
    public boolean keeps(int partition) {
        return partitions.containsKey(partition);
    }

    /** The partitions whose ledgers write here. */
    public TreeSet<Integer> kept() {
        return new TreeSet<>(partitions.keySet());
    }

    /** For the ledger of the partition. */
    public void tell(int partition, Snapshot snapshot) {
        partitions.put(partition, snapshot);
    }

    /** The partition is not here any more. */
    public void forget(int partition) {
        partitions.remove(partition);
    }

    /** Of all partitions that are here. */
    public Snapshot total() {
        return partitions.values().stream().reduce(NOTHING, Snapshot::plus);
    }
}
