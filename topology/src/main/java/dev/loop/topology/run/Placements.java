package dev.loop.topology.run;

import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.topology.TopologyParts;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** The partitions of feedback and of the ledger of deliveries: which instance writes them, and which only have copies. */
public final class Placements {

    private static final long ROUTES_FRESH_NANOS = Duration.ofMillis(20).toNanos();

    private record Routes(long readAt, Map<TopicPartition, Replicas> replicas) {}

    private final KafkaStreams streams;
    private final TopologyParts parts;
    private final Optional<InstanceAddress> self;
    private volatile Routes routes = new Routes(0, Map.of());

    /** @param self address of this instance; empty if it is the only one */
    Placements(KafkaStreams streams, TopologyParts parts, Optional<InstanceAddress> self) {
        this.streams = streams;
        this.parts = parts;
        this.self = self;
    }

    /** Returns the instances that have a partition of feedback, or the last known ones while nothing newer is known. */
    public Replicas feedbackReplicas(int partition) {
        return replicas(Topics.FEEDBACK_COMMANDS, partition);
    }

    /** Returns the instances that have a partition of the ledger of deliveries, as {@link #feedbackReplicas} does. */
    public Replicas deliveryReplicas(int partition) {
        return replicas(Topics.WEBHOOK_COMMANDS, partition);
    }

    private Replicas replicas(Topic<?> topic, int partition) {
        Routes known = routes;
        if (System.nanoTime() - known.readAt() > ROUTES_FRESH_NANOS) {
            known = new Routes(System.nanoTime(), readReplicas().orElse(known.replicas()));
            routes = known;
        }
        return known.replicas().getOrDefault(new TopicPartition(topic.name(), partition), Replicas.NONE);
    }

    /** Returns the placement of all partitions; empty while Kafka Streams does not tell it. */
    private Optional<Map<TopicPartition, Replicas>> readReplicas() {
        Collection<StreamsMetadata> instances;
        try {
            instances = streams.metadataForAllStreamsClients();
        } catch (IllegalStateException | InvalidStateStoreException notRunning) {
            return Optional.empty();
        }
        if (instances.isEmpty()) {
            return Optional.empty();
        }
        Map<TopicPartition, Replicas> found = new HashMap<>();
        for (StreamsMetadata instance : instances) {
            InstanceAddress address = new InstanceAddress(instance.host(), instance.port());
            instance.topicPartitions()
                    .forEach(p -> found.merge(
                            p, Replicas.NONE.withActive(address), (known, more) -> known.withActive(address)));
            instance.standbyTopicPartitions()
                    .forEach(p -> found.merge(
                            p, Replicas.NONE.withStandby(address), (known, more) -> known.withStandby(address)));
        }
        return Optional.of(found);
    }

    /** Returns the partitions of feedback whose writer is settled: restored if it is here, known if it is elsewhere. */
    public TreeSet<Integer> settledPartitions() {
        return settled(Topics.FEEDBACK_COMMANDS, activePartitions());
    }

    /** Returns the partitions of the ledger of deliveries whose writer is settled. */
    public TreeSet<Integer> settledDeliveryPartitions() {
        return settled(Topics.WEBHOOK_COMMANDS, activeDeliveryPartitions());
    }

    /** Returns whether the writer of every partition is known. */
    public boolean placed() {
        for (int partition = 0; partition < parts.partitions(); partition++) {
            if (feedbackReplicas(partition).active().isEmpty()
                    || deliveryReplicas(partition).active().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private TreeSet<Integer> settled(Topic<?> topic, TreeSet<Integer> here) {
        TreeSet<Integer> settled = new TreeSet<>(here);
        self.ifPresent(address -> {
            for (int partition = 0; partition < parts.partitions(); partition++) {
                if (replicas(topic, partition)
                        .active()
                        .filter(active -> !active.equals(address))
                        .isPresent()) {
                    settled.add(partition);
                }
            }
        });
        return settled;
    }

    /**
     * Returns the partitions that this instance writes and whose stores are restored. The state RUNNING alone does not
     * say so.
     */
    public TreeSet<Integer> activePartitions() {
        TreeSet<Integer> active = new TreeSet<>();
        parts.stores().all().forEach((partition, view) -> {
            if (!view.follows()) {
                active.add(partition);
            }
        });
        return active;
    }

    /**
     * Returns the partitions of the ledger of deliveries that this instance writes; they may differ from those of
     * feedback.
     */
    public TreeSet<Integer> activeDeliveryPartitions() {
        return parts.backlog().kept();
    }
}
