package dev.loop.topology.ledger;

import dev.loop.schemas.avro.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * How far back each project keeps items. Looks a project up again only every second of stream time: it is asked for
 * every item.
 */
final class RetentionPeriods {

    private static final long STALE_MILLIS = 1000;

    private @Nullable String project;
    private @Nullable Duration period;
    private long readAt;

    /** What was said before this is not kept. @param now epoch milliseconds */
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
