package dev.loop.topology.ledger;

import dev.loop.schemas.avro.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * Tells how far back each project keeps items. A project is looked up only every second of stream time, since every
 * item asks.
 */
final class RetentionPeriods {

    private static final long STALE_MILLIS = 1000;

    private @Nullable String project;
    private @Nullable Duration period;
    private long readAt;

    /**
     * Returns the time before which nothing is kept.
     *
     * @param now epoch milliseconds
     */
    Optional<Instant> cutoff(TimestampedKeyValueStore<String, Project> projects, String asked, long now) {
        if (!asked.equals(project) || Math.abs(now - readAt) > STALE_MILLIS) {
            ValueAndTimestamp<Project> found = projects.get(asked);
            period = found == null
                    ? null
                    : found.value().getRetentionDays().map(Duration::ofDays).orElse(null);
            project = asked;
            readAt = now;
        }
        return Optional.ofNullable(period).map(kept -> Instant.ofEpochMilli(now).minus(kept));
    }
}
