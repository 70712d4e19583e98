package dev.loop.analysis.trend;

import dev.loop.connectors.log.LogUnavailableException;
import dev.loop.connectors.log.OutcomeUnknownException;
import dev.loop.question.Questions;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.TooLongException;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Trend;
import dev.loop.topology.question.FeedbackFilter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for spikes every minute, and records those that opened, changed or closed. It keeps no state: spikes follow
 * from the counts of the last twelve weeks, and reported ones from the book; so it goes on after a restart, and several
 * instances write the same.
 */
public final class TrendWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrendWatch.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    /** The hours that are judged anew each time. */
    static final int JUDGED_HOURS = 4 * HourlyCounts.HOURS_OF_WEEK;

    /**
     * The limit of spikes of one project, some 500 bytes each; beyond it the oldest closed ones make room for new ones.
     */
    static final int MOST_REMEMBERED = 10_000;

    private static final Duration REMEMBERED = Duration.ofDays(366);

    private final Questions questions;
    private final TrendBook book;
    private final Supplier<Collection<String>> projects;
    private final BooleanSupplier ours;
    private final Clock clock;
    private final ScheduledExecutorService thread;

    private TrendWatch(
            Questions questions,
            TrendBook book,
            Supplier<Collection<String>> projects,
            BooleanSupplier ours,
            Clock clock,
            ScheduledExecutorService thread) {
        this.questions = questions;
        this.book = book;
        this.projects = projects;
        this.ours = ours;
        this.clock = clock;
        this.thread = thread;
    }

    /**
     * Begins to watch, after a minute and then every minute: sample items that are sent at the start are in by then.
     *
     * @param ours whether it is for this instance to watch, and not for another one
     */
    public static TrendWatch start(
            Questions questions,
            TrendBook book,
            Supplier<Collection<String>> projects,
            BooleanSupplier ours,
            Clock clock) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "trends");
            made.setDaemon(true);
            return made;
        });
        var watch = new TrendWatch(questions, book, projects, ours, clock, thread);
        thread.scheduleWithFixedDelay(watch::lookAtAll, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
        return watch;
    }

    private void lookAtAll() {
        if (!ours.getAsBoolean()) {
            return;
        }
        for (String project : projects.get()) {
            try {
                look(questions, book, project, clock.instant());
            } catch (NotReadyException | TooLongException | LogUnavailableException | OutcomeUnknownException later) {
                LOG.debug("Spikes of {} are looked for again in a minute: {}", project, later.getMessage());
            } catch (RuntimeException failure) {
                LOG.warn("Spikes of {} could not be looked for; it is tried again in a minute", project, failure);
            }
        }
    }

    /** Looks once. */
    static void look(Questions questions, TrendBook book, String project, Instant now) {
        FeedbackFilter negative = FeedbackFilter.all(project).withSentiments(Set.of(Sentiment.NEGATIVE));
        List<Trend> remembered = book.all(project);
        Set<@Nullable String> open = new HashSet<>();
        remembered.stream()
                .filter(trend -> trend.getClosedAt().isEmpty())
                .forEach(trend -> open.add(trend.getTag().orElse(null)));
        TagHistory history = TagHistory.ofSpikes(questions, negative, now, JUDGED_HOURS, open);
        int room = MOST_REMEMBERED - remembered.size();
        for (Trend change : Incidents.changes(project, history, HourlyCounts.LEAD, remembered, now)) {
            // A spike that finds no room is found again in a minute, when old closed ones have made some.
            if (change.getRevision() > 1 || room-- > 0) {
                book.put(change);
            }
        }
        forget(book, remembered, now, -room);
    }

    /** @param missing how many more would have had to be remembered */
    private static void forget(TrendBook book, List<Trend> remembered, Instant now, int missing) {
        int left = Math.max(missing, 0);
        for (int oldest = remembered.size() - 1; oldest >= 0; oldest--) {
            Trend trend = remembered.get(oldest);
            Instant closed = trend.getClosedAt().orElse(Instant.MAX);
            boolean longAgo = closed.isBefore(now.minus(REMEMBERED));
            if (longAgo || left > 0 && closed.isBefore(now)) {
                book.forget(trend);
                left--;
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
