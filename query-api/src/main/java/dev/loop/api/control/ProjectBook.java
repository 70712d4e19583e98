package dev.loop.api.control;

import dev.loop.api.command.OutcomeUnknownException;
import dev.loop.schemas.avro.Project;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The lists in the record of a project, to be changed. They are one record: changes of one process wait for each other,
 * and one that another process has overwritten is made again.
 */
public final class ProjectBook {

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(10);
    private static final int TRIES = 3;

    /**
     * One of its lists.
     *
     * @param what it holds, in the plural
     */
    public record Part<T>(
            String what, Function<Project, List<T>> of, BiFunction<Project.Builder, List<T>, Project.Builder> with) {}

    private final ControlTable<Project> projects;

    public ProjectBook(ControlTable<Project> projects) {
        this.projects = projects;
    }

    /** Empty where there is no such project. */
    public <T> List<T> all(String project, Part<T> part) {
        return projects.get(project).map(part.of()).orElse(List.of());
    }

    /** @param change from all as they are to all as they should be; may be called more than once */
    public synchronized <T> void change(String project, Part<T> part, UnaryOperator<List<T>> change) {
        for (int i = 0; i < TRIES; i++) {
            Project before = projects.get(project)
                    .orElseThrow(() -> new IllegalStateException("No record of the project " + project));
            List<T> wanted = change.apply(part.of().apply(before));
            if (wanted.equals(part.of().apply(before))) {
                return;
            }
            projects.put(
                    project,
                    part.with().apply(Project.newBuilder(before), wanted).build(),
                    LONGEST_WRITE);
        }
        if (!change.apply(all(project, part)).equals(all(project, part))) {
            throw new OutcomeUnknownException(
                    "Another process changes the " + part.what() + " of the project at the same time.",
                    Duration.ofSeconds(2));
        }
    }
}
