package dev.loop.question.cluster;

import dev.loop.question.Ask;
import dev.loop.topology.run.InstanceAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** The instances of the cluster, and the order in which they are asked for a partition. */
final class Members {

    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(250).toNanos();

    private final Placement placement;
    private final InstanceAddress self;
    private final int partitions;
    private final PeerHealth health;
    private final LongSupplier nanos;
    private volatile long lookAt;

    Members(Placement placement, InstanceAddress self, int partitions, PeerHealth health, LongSupplier nanos) {
        this.nanos = nanos;
        this.lookAt = nanos.getAsLong();
        this.placement = placement;
        this.self = self;
        this.partitions = partitions;
        this.health = health;
    }

    boolean isSelf(InstanceAddress instance) {
        return instance.equals(self);
    }

    InstanceAddress self() {
        return self;
    }

    /** Returns the instances of a partition: first the one that writes it; last those that failed just now. */
    List<InstanceAddress> candidates(int partition, Ask.Ledger ledger) {
        List<InstanceAddress> all = ledger == Ask.Ledger.TABLES
                ? everybody()
                : new ArrayList<>(placement.of(ledger, partition).all());
        if (!all.contains(self)) {
            // The partition may have come here since, or not have left yet.
            all.add(self);
        }
        List<InstanceAddress> last = all.stream().filter(health::isAskedLast).toList();
        all.removeAll(last);
        all.addAll(last);
        return all;
    }

    /** Returns all instances, this one first. */
    private List<InstanceAddress> everybody() {
        Set<InstanceAddress> all = new LinkedHashSet<>(List.of(self));
        for (int partition = 0; partition < partitions; partition++) {
            all.addAll(placement.of(Ask.Ledger.FEEDBACK, partition).all());
        }
        return new ArrayList<>(all);
    }

    /** Has the health of those forgotten that have left, now and then. */
    void lookNowAndThen() {
        long now = nanos.getAsLong();
        if (now - lookAt >= 0) {
            lookAt = now + LOOK_EVERY_NANOS;
            look();
        }
    }

    void look() {
        Set<InstanceAddress> all = new HashSet<>(everybody());
        for (int partition = 0; partition < partitions; partition++) {
            all.addAll(placement.of(Ask.Ledger.DELIVERIES, partition).all());
        }
        health.members(all);
    }
}
