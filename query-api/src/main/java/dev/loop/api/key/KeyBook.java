package dev.loop.api.key;

import dev.loop.api.command.OutcomeUnknownException;
import dev.loop.api.control.ControlTable;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.avro.Project;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The keys of a project, to be changed. They are one record: changes of one process wait for each other, and one that
 * another process has overwritten is made again.
 */
public final class KeyBook {

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(10);
    private static final int TRIES = 3;

    private final ControlTable<Project> projects;

    public KeyBook(ControlTable<Project> projects) {
        this.projects = projects;
    }

    /** Oldest first, signed-in browsers among them. */
    List<ApiKey> all(String project) {
        return projects.get(project).map(Project::getKeys).orElse(List.of());
    }

    /** By id: what was stored comes back with its times cut to milliseconds. */
    static boolean has(List<ApiKey> keys, String id) {
        return keys.stream().anyMatch(key -> key.getId().equals(id));
    }

    /** @param change from all keys as they are to all as they should be; may be called more than once */
    synchronized void change(String project, UnaryOperator<List<ApiKey>> change) {
        for (int i = 0; i < TRIES; i++) {
            Project before = projects.get(project)
                    .orElseThrow(() -> new IllegalStateException("No record of the project " + project));
            List<ApiKey> wanted = change.apply(before.getKeys());
            if (wanted.equals(before.getKeys())) {
                return;
            }
            projects.put(project, Project.newBuilder(before).setKeys(wanted).build(), LONGEST_WRITE);
        }
        if (!change.apply(all(project)).equals(all(project))) {
            throw new OutcomeUnknownException(
                    "Another process changes the keys of the project at the same time.", Duration.ofSeconds(2));
        }
    }
}
