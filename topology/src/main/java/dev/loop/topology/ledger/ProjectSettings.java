package dev.loop.topology.ledger;

import dev.loop.schemas.avro.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/** Tells what a project has chosen. A project is looked up only every second of stream time, since every item asks. */
final class ProjectSettings {

    private static final long STALE_MILLIS = 1000;

    private final TimestampedKeyValueStore<String, Project> projects;
    private @Nullable String last;
    private Optional<Project> found = Optional.empty();
    private long readAt;

    ProjectSettings(TimestampedKeyValueStore<String, Project> projects) {
        this.projects = projects;
    }

    /** @param now epoch milliseconds */
    Optional<Project> of(String project, long now) {
        if (!project.equals(last) || Math.abs(now - readAt) > STALE_MILLIS) {
            found = Optional.ofNullable(projects.get(project)).map(ValueAndTimestamp::value);
            last = project;
            readAt = now;
        }
        return found;
    }

    /**
     * Returns the time before which nothing is kept.
     *
     * @param now epoch milliseconds
     */
    Optional<Instant> cutoff(String project, long now) {
        return of(project, now)
                .flatMap(Project::getRetentionDays)
                .map(days -> Instant.ofEpochMilli(now).minus(Duration.ofDays(days)));
    }
}
