package dev.loop.api.word;

import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.avro.SentimentWords;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** The words of sentiment that projects have chosen. The next read on the same instance sees a choice. */
public final class WordBook {

    static {
        // A project is changed by copying it.
        TrustedRecords.install();
    }

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);

    private final ControlTable<Project> projects;

    public WordBook(ControlTable<Project> projects) {
        this.projects = projects;
    }

    /** Returns the words of a project; empty if it never chose any. */
    public Optional<SentimentWords> words(String project) {
        return projects.get(project).flatMap(Project::getSentimentWords);
    }

    /**
     * Puts words in the place of those that are there; fails as {@link ControlTable#change} does.
     *
     * @param expected whether the words that are there are those that the caller means to replace
     * @return whether they were, and the words are in force
     */
    boolean choose(String project, SentimentWords words, Predicate<Optional<SentimentWords>> expected) {
        return projects.change(
                project,
                there -> there.filter(before -> expected.test(before.getSentimentWords()))
                        .map(before -> Project.newBuilder(before)
                                .setSentimentWords(words)
                                .build()),
                LONGEST_WRITE);
    }
}
