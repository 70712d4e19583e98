package dev.loop.api.tagrule;

import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.LogUnavailableException;
import dev.loop.connectors.log.OutcomeUnknownException;
import dev.loop.question.Questions;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.TooLongException;
import dev.loop.schemas.avro.TagRun;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays tag rules in the background, and undoes that: a page of each active run in turn, never faster than
 * {@link #MOST_A_SECOND}, so that new items are taken in as before. All that it knows is in the topic of runs: whoever has
 * the first partition of the ledger works, and goes on where another instance, or this one before its end, kept progress.
 *
 * <p>Two instances that both hold themselves for the one do no harm: an item changes only from the revision that was read,
 * and progress is kept only where it goes on from what stands.
 */
public final class TagRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TagRunner.class);

    /** The limit of commands in a second. */
    static final int MOST_A_SECOND = 1_000;

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration REST = Duration.ofSeconds(2);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

    private final Questions questions;
    private final CommandLog log;
    private final TagRuleBook book;
    private final RuleUpkeep upkeep;
    private final BooleanSupplier ours;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "tag-runner");

    TagRunner(
            Questions questions,
            CommandLog log,
            TagRuleBook book,
            RuleUpkeep upkeep,
            BooleanSupplier ours,
            Clock clock) {
        this.questions = questions;
        this.log = log;
        this.book = book;
        this.upkeep = upkeep;
        this.ours = ours;
        this.clock = clock;
        thread.setDaemon(true);
    }

    /** @param ours whether it is for this instance to work, and not for another one */
    public static TagRunner start(
            Questions questions,
            CommandLog log,
            TagRuleBook book,
            ThemeLookup themes,
            BooleanSupplier ours,
            Clock clock) {
        var runner = new TagRunner(questions, log, book, new RuleUpkeep(book, questions, themes, clock), ours, clock);
        runner.thread.start();
        return runner;
    }

    private void run() {
        Duration pause = Duration.ZERO;
        while (rested(pause)) {
            try {
                pause = ours.getAsBoolean() ? round() : LOOK_EVERY;
            } catch (NotReadyException | TooLongException | LogUnavailableException | OutcomeUnknownException later) {
                LOG.debug("Runs of tag rules go on in {} ms: {}", REST.toMillis(), later.getMessage());
                pause = REST;
            } catch (RuntimeException failure) {
                LOG.warn("Runs of tag rules go on in {} ms", REST.toMillis(), failure);
                pause = REST;
            }
        }
    }

    /**
     * Works on a page of each active run.
     *
     * @return the time to wait before the next
     */
    Duration round() {
        upkeep.look();
        long began = System.nanoTime();
        int commands = 0;
        boolean active = false;
        for (TagRun run : book.active()) {
            active = true;
            TagRunPage.Worked worked = new TagRunPage(questions, log, clock, upkeep.themes(), run).work();
            commands += worked.commands();
            // Another instance, or a call that stops the run, may have been here meanwhile.
            book.changeRun(run, now -> now.equals(run) ? Optional.of(worked.after()) : Optional.empty());
        }
        if (!active) {
            return LOOK_EVERY;
        }
        Duration least = Duration.ofSeconds(1).multipliedBy(commands).dividedBy(MOST_A_SECOND);
        Duration rest = least.minusNanos(System.nanoTime() - began);
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    /** @return whether to go on */
    private boolean rested(Duration pause) {
        try {
            return !stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        try {
            thread.join(LONGEST_STOP.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
