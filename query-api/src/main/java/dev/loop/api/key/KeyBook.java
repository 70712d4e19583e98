package dev.loop.api.key;

import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.avro.Project;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The keys of a project, for changes. They are one record, and concurrent changes by several processes do not overwrite
 * one another.
 */
public final class KeyBook {

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(10);

    /** The limit of remembered revoked ids: five times the limit of keys. */
    private static final int MOST_REVOKED = 1_000;

    private final ControlTable<Project> projects;

    public KeyBook(ControlTable<Project> projects) {
        this.projects = projects;
    }

    /** Returns all keys, oldest first, signed-in browsers among them. */
    List<ApiKey> all(String project) {
        return projects.get(project).map(Project::getKeys).orElse(List.of());
    }

    /**
     * Returns the holder of a publishable key, or of the newest one that it was rotated into; empty if the project has
     * none that opens anything now.
     *
     * @param id of the key, or that under which its items are counted
     */
    public Optional<Caller> publishable(String project, String id, Instant now) {
        return all(project).stream()
                .filter(key -> key.getId().equals(id) || Caller.countedAs(key).equals(id))
                .filter(key -> Caller.isPublishable(key) && now.toEpochMilli() < Lineage.end(key))
                .reduce((older, newer) -> newer)
                .map(key -> Caller.of(project, key));
    }

    /**
     * Returns whether the keys have an id. Ids are compared, since a stored key comes back with its times cut to
     * milliseconds.
     */
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

    /**
     * Changes the keys without those that have ended, which are removed first, with everything begun with them, and
     * remembered as revoked.
     */
    void changeLiving(String project, Instant now, UnaryOperator<List<ApiKey>> change) {
        changeProject(project, before -> {
            List<ApiKey> left = before.getKeys();
            List<String> revoked = before.getRevoked();
            for (ApiKey key : before.getKeys()) {
                if (!BrowserSessions.isSession(key) && Lineage.end(key) <= now.toEpochMilli()) {
                    left = Lineage.without(left, key.getId());
                    revoked = more(revoked, key.getId());
                }
            }
            return Project.newBuilder(before)
                    .setKeys(change.apply(left))
                    .setRevoked(revoked)
                    .build();
        });
    }

    /** Removes the key and everything begun with it, and remembers it as revoked. */
    void revoke(String project, String id) {
        changeProject(project, before -> {
            List<ApiKey> left = Lineage.without(before.getKeys(), id);
            // A revoked session needs no memory: no environment variable brings one back.
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
