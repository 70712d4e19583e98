package dev.loop.topology.run;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The instances that have a partition.
 *
 * @param active the one that writes it; empty where none is known
 * @param standbys those that follow
 */
public record Replicas(Optional<InstanceAddress> active, List<InstanceAddress> standbys) {

    public static final Replicas NONE = new Replicas(Optional.empty(), List.of());

    public Replicas {
        standbys = List.copyOf(standbys);
    }

    /** Returns all instances, in the order in which they are to be asked. */
    public List<InstanceAddress> all() {
        return Stream.concat(active.stream(), standbys.stream()).distinct().toList();
    }

    Replicas withActive(InstanceAddress address) {
        return new Replicas(Optional.of(address), standbys);
    }

    Replicas withStandby(InstanceAddress address) {
        return new Replicas(
                active, Stream.concat(standbys.stream(), Stream.of(address)).toList());
    }
}
