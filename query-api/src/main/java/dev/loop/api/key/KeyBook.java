package dev.loop.api.key;

import dev.loop.api.control.ProjectBook;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.avro.Project;
import java.util.List;
import java.util.function.UnaryOperator;

/** The keys of a project, to be changed. */
public final class KeyBook {

    private static final ProjectBook.Part<ApiKey> KEYS =
            new ProjectBook.Part<>("keys", Project::getKeys, Project.Builder::setKeys);

    private final ProjectBook projects;

    public KeyBook(ProjectBook projects) {
        this.projects = projects;
    }

    /** Oldest first, signed-in browsers among them. */
    List<ApiKey> all(String project) {
        return projects.all(project, KEYS);
    }

    /** By id: what was stored comes back with its times cut to milliseconds. */
    static boolean has(List<ApiKey> keys, String id) {
        return keys.stream().anyMatch(key -> key.getId().equals(id));
    }

    /** @param change from all keys as they are to all as they should be; may be called more than once */
    void change(String project, UnaryOperator<List<ApiKey>> change) {
        projects.change(project, KEYS, change);
    }
}
