package dev.loop.api.feedback;

import dev.loop.question.Questions;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.Row;
import dev.loop.question.Questions.TooLongException;
import dev.loop.question.Questions.TooManyAtOnceException;
import dev.loop.question.Questions.TooMuchException;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The tags of a project, those with the most items if there are more than {@link #MOST}. A missing tag makes one thread
 * look them up again, at limited intervals, while the others use the earlier set.
 */
public final class KnownTags {

    /** The limit of tags, some 3 MB. */
    static final int MOST = 20_000;

    private static final long BETWEEN_NANOS = 30_000_000_000L;

    private static final class OfProject {
        private volatile Set<String> tags = Set.of();
        private volatile long lookAt;
        private final AtomicBoolean looking = new AtomicBoolean();

        private OfProject(long now) {
            lookAt = now;
        }
    }

    private final Questions questions;
    private final LongSupplier nanoTime;
    /** The known tags of each project. */
    private final Map<String, OfProject> projects = new ConcurrentHashMap<>();

    public KnownTags(Questions questions, LongSupplier nanoTime) {
        this.questions = questions;
        this.nanoTime = nanoTime;
    }

    boolean contains(String project, String tag) {
        OfProject ours = projects.computeIfAbsent(project, first -> new OfProject(nanoTime.getAsLong()));
        return ours.tags.contains(tag) || look(project, ours) && ours.tags.contains(tag);
    }

    /** Looks the tags up again, if the last look is long enough ago. Returns whether it did. */
    private boolean look(String project, OfProject ours) {
        long now = nanoTime.getAsLong();
        if (now - ours.lookAt < 0 || !ours.looking.compareAndSet(false, true)) {
            return false;
        }
        try {
            ours.lookAt = now + BETWEEN_NANOS;
            ours.tags = read(project);
            return true;
        } catch (NotReadyException | TooLongException | TooManyAtOnceException | TooMuchException later) {
            return false;
        } finally {
            ours.looking.set(false);
        }
    }

    private Set<String> read(String project) {
        List<Row> rows = questions
                .sentiment(FeedbackFilter.all(project), List.of(Dimension.TAG))
                .rows();
        Set<String> tags = new HashSet<>();
        rows.stream()
                .sorted(Comparator.comparingLong((Row row) -> row.tally().total())
                        .reversed())
                .map(row -> row.group().get(0))
                .filter(tag -> tag != null)
                .limit(MOST)
                .forEach(tags::add);
        return tags;
    }
}
