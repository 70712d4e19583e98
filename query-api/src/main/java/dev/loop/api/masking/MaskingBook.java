package dev.loop.api.masking;

import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.MaskingRules;
import dev.loop.schemas.avro.Project;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The masking rules that projects have chosen. The next read on the same instance sees a choice. */
public final class MaskingBook {

    static {
        // A project is changed by copying it.
        TrustedRecords.install();
    }

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);

    private final ControlTable<Project> projects;

    public MaskingBook(ControlTable<Project> projects) {
        this.projects = projects;
    }

    /** Returns the rules of a project; empty if those of the server are in force. */
    public Optional<MaskingRules> rules(String project) {
        return projects.get(project).flatMap(Project::getMasking);
    }

    /**
     * Puts rules in force; fails as {@link ControlTable#change} does.
     *
     * @param rules null for those of the server
     */
    void choose(String project, @Nullable MaskingRules rules) {
        projects.change(
                project,
                there -> there.map(
                        before -> Project.newBuilder(before).setMasking(rules).build()),
                LONGEST_WRITE);
    }
}
