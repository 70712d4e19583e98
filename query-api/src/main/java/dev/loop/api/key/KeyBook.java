package dev.loop.api.key;

import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.avro.Project;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The keys of a project, to be changed. They are one record, of which no two processes make a new one at the same time. */
public final class KeyBook {

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(10);

    /** Five times as many as there may be keys. */
    private static final int MOST_REVOKED = 1_000;

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
    void change(String project, UnaryOperator<List<ApiKey>> change) {
        changeProject(
                project,
                before -> Project.newBuilder(before)
                        .setKeys(change.apply(before.getKeys()))
                        .build());
    }

    /** Without the key, and all that was begun with it; remembered as revoked. */
    void revoke(String project, String id) {
        changeProject(project, before -> {
            List<ApiKey> left = Lineage.without(before.getKeys(), id);
            // A session needs no remembering: no environment variable brings one back.
            return BrowserSessions.hasIdOfSession(id)
                            || left.size() == before.getKeys().size()
                    ? Project.newBuilder(before).setKeys(left).build()
                    : Project.newBuilder(before)
                            .setKeys(left)
                            .setRevoked(more(before.getRevoked(), id))
                            .build();
        });
    }

    private static List<String> more(List<String> revoked, String id) {
        List<String> all = new ArrayList<>(revoked);
        all.remove(id);
        all.add(id);
        return all.subList(Math.max(0, all.size() - MOST_REVOKED), all.size());
    }

    private void changeProject(String project, UnaryOperator<Project> change) {
        projects.change(
                project,
                there -> {
                    Project before =
                            there.orElseThrow(() -> new IllegalStateException("No record of the project " + project));
                    Project wanted = change.apply(before);
                    boolean same = wanted.getKeys().equals(before.getKeys())
                            && wanted.getRevoked().equals(before.getRevoked());
                    return same ? Optional.empty() : Optional.of(wanted);
                },
                LONGEST_WRITE);
    }
}
