package dev.loop.connectors.learn;

import dev.loop.schemas.avro.Model;
import dev.loop.schemas.avro.ModelTurn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a project's labels make a new model, and makes it. It looks at what there is, and not at how it came to be:
 * after a crash, and where another process did half of it, it comes to the same end.
 *
 * <p>A model that has learnt from an item that is gone is taken away, and one that is learnt from the others stands for it;
 * if it was judging, that one judges.
 */
final class Training {

    /** The number of new labels that make a new model. */
    static final int LEAST_NEW = 20;

    /** One in so many of the labels has to be new: a long import makes some dozens of models and not thousands. */
    private static final int NEW_SHARE = 10;

    /** The most models of a project, besides those that have judged. */
    private static final int MOST_MODELS = 10;

    /** The time in which items that go one after another make one new model. */
    private static final Duration BETWEEN_WITHDRAWALS = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Training.class);

    /** Reads what labels say. */
    interface Lessons {
        Collection<Lesson> read(String project, LabelledItems items);
    }

    private final ModelBook book;
    private final Lessons lessons;
    private final Clock clock;
    private final Map<String, Instant> withdrawals = new HashMap<>();

    Training(ModelBook book, Lessons lessons, Clock clock) {
        this.book = book;
        this.lessons = lessons;
        this.clock = clock;
    }

    /** Does what is due for a project. Returns false where something is left for later. */
    boolean settle(String project, LabelledItems items) {
        List<Model> models = book.models(project);
        List<Model> gone =
                models.stream().filter(model -> !items.holdAllOf(model)).toList();
        if (!gone.isEmpty()) {
            return withdraw(project, items, gone);
        }
        boolean requested = book.isRequested(project);
        if (requested || isDue(items, models)) {
            learn(project, items, List.of());
            forgetOldest(project);
        }
        if (requested) {
            book.answered(project);
        }
        return true;
    }

    private static boolean isDue(LabelledItems items, List<Model> models) {
        int fresh = models.isEmpty() ? items.size() : items.newSince(models.get(models.size() - 1));
        return fresh >= Math.max(LEAST_NEW, items.size() / NEW_SHARE);
    }

    private boolean withdraw(String project, LabelledItems items, List<Model> gone) {
        Instant now = clock.instant();
        Instant last = withdrawals.get(project);
        if (last != null && now.isBefore(last.plus(BETWEEN_WITHDRAWALS))) {
            return false;
        }
        withdrawals.put(project, now);
        Set<String> replaces = new TreeSet<>();
        gone.forEach(model -> {
            replaces.add(model.getVersion());
            replaces.addAll(model.getReplaces());
        });
        learn(project, items, replaces);
        gone.forEach(model -> book.remove(project, model));
        LOG.info("Models {} of project {} had learnt from items that are gone, and are taken away", replaces, project);
        return true;
    }

    private void learn(String project, LabelledItems items, Collection<String> replaces) {
        Collection<Lesson> read = lessons.read(project, items);
        if (read.isEmpty()) {
            return;
        }
        long from = System.nanoTime();
        Model made = Course.model(book.prior(), read, clock.instant(), replaces);
        Model model = book.find(project, made.getVersion())
                .map(known -> standingFor(known, replaces))
                .orElse(made);
        if (!book.find(project, made.getVersion()).filter(model::equals).isPresent()) {
            book.put(project, model);
            LOG.info(
                    "Project {} has model {} of {} labels, made in {} ms",
                    project,
                    model.getVersion(),
                    read.size(),
                    Duration.ofNanos(System.nanoTime() - from).toMillis());
        }
    }

    /** Returns a model that is there already, and also stands for others. */
    private static Model standingFor(Model known, Collection<String> replaces) {
        Set<String> all = new TreeSet<>(known.getReplaces());
        all.addAll(replaces);
        return Model.newBuilder(known).setReplaces(List.copyOf(all)).build();
    }

    /** Removes the oldest models that have never judged. */
    private void forgetOldest(String project) {
        Set<String> judged = new HashSet<>(
                book.turns(project).stream().map(ModelTurn::getVersion).toList());
        book.active(project).map(Model::getVersion).ifPresent(judged::add);
        List<Model> others = new ArrayList<>(book.models(project));
        others.removeIf(model -> judged.contains(model.getVersion()));
        others.stream().limit(Math.max(0, others.size() - MOST_MODELS)).forEach(model -> book.remove(project, model));
    }
}
