package dev.loop.question.cluster;

import dev.loop.question.Ask;
import dev.loop.topology.run.InstanceAddress;
import dev.loop.topology.run.Replicas;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A process that has partitions.
 *
 * @param address where others reach it; empty if there are no others
 * @param here whether it is this process
 */
public record Instance(Optional<InstanceAddress> address, boolean here, Share feedback, Share deliveries) {

    /**
     * Partitions, ascending.
     *
     * @param writes partitions that it owns
     * @param follows partitions of which it keeps a copy
     */
    public record Share(List<Integer> writes, List<Integer> follows) {
        public Share {
            writes = List.copyOf(writes);
            follows = List.copyOf(follows);
        }

        static Share collecting() {
            return new Share(List.of(), List.of());
        }

        private Share with(int partition, boolean writing) {
            List<Integer> more = new ArrayList<>(writing ? writes : follows);
            more.add(partition);
            return writing ? new Share(more, follows) : new Share(writes, more);
        }
    }

    /** Returns the known instances by address; this one even without a partition. */
    public static List<Instance> of(Placement placement, int partitions, InstanceAddress self) {
        Map<InstanceAddress, Instance> found =
                new TreeMap<>(Comparator.comparing(InstanceAddress::host).thenComparingInt(InstanceAddress::port));
        found.put(self, at(self, self));
        for (int partition = 0; partition < partitions; partition++) {
            for (Ask.Ledger ledger : List.of(Ask.Ledger.FEEDBACK, Ask.Ledger.DELIVERIES)) {
                Replicas replicas = placement.of(ledger, partition);
                int number = partition;
                replicas.active().ifPresent(address -> add(found, address, self, ledger, number, true));
                replicas.standbys().forEach(address -> add(found, address, self, ledger, number, false));
            }
        }
        return List.copyOf(found.values());
    }

    private static void add(
            Map<InstanceAddress, Instance> found,
            InstanceAddress address,
            InstanceAddress self,
            Ask.Ledger ledger,
            int partition,
            boolean writing) {
        found.compute(address, (same, known) -> {
            Instance one = known == null ? at(address, self) : known;
            return ledger == Ask.Ledger.FEEDBACK
                    ? new Instance(one.address, one.here, one.feedback.with(partition, writing), one.deliveries)
                    : new Instance(one.address, one.here, one.feedback, one.deliveries.with(partition, writing));
        });
    }

    private static Instance at(InstanceAddress address, InstanceAddress self) {
        return new Instance(Optional.of(address), address.equals(self), Share.collecting(), Share.collecting());
    }
}
