package dev.loop.connectors.delivery;

import dev.loop.connectors.delivery.lane.LaneSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the sender.
 *
 * @param connection how to reach Kafka: {@code bootstrap.servers}, security
 * @param instance a name that stays the same over restarts and that no other copy has: with it this copy gets its
 *     partitions back at once (KIP-345), and ends the transaction of its predecessor. Empty takes a new name each time
 * @param lanes how much waits and how much is under way
 * @param commitEvery how long an outcome waits for others to be committed with
 * @param drainFor how long requests under way are waited for when partitions are given up and at close; a little longer
 *     than a request may take
 */
public record SenderSettings(
        Map<String, Object> connection,
        Optional<String> instance,
        LaneSettings lanes,
        Duration commitEvery,
        Duration drainFor) {

    /** The consumer group, whose committed offsets tell what was sent. */
    public static final String GROUP = "loop-sender";

    public SenderSettings {
        connection = Map.copyOf(connection);
    }

    public static SenderSettings usual(Map<String, Object> connection, Optional<String> instance) {
        return new SenderSettings(
                connection, instance, LaneSettings.usual(), Duration.ofMillis(10), Duration.ofSeconds(16));
    }

    public SenderSettings withLanes(LaneSettings lanes) {
        return new SenderSettings(connection, instance, lanes, commitEvery, drainFor);
    }
}
