package dev.loop.topology.webhook;

import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.jspecify.annotations.Nullable;

/**
 * Ends the transaction early where somebody outside waits for what was just written, and not so often that a stream of
 * them pays a transaction each.
 *
 * <p>The first that is written after a commit waits a little for others. Counting from the last commit instead would make
 * each record a transaction of its own as soon as one takes longer than the time between two: a commit then follows at
 * once on the first record after the one before.
 */
public final class EarlyCommit {

    private static final Duration WAIT = Duration.ofMillis(10);

    /** So many in that time are a stream that nobody waits for the single record of: a larger transaction serves it better. */
    private static final int MANY = 100;

    private static final Duration WAIT_OF_MANY = Duration.ofMillis(100);

    private final ProcessingContext context;
    private final EarlyCommits commits;

    /** Runs only while something waits: no other record may come that it could go with. */
    private @Nullable Cancellable timer;

    EarlyCommit(ProcessingContext context, EarlyCommits commits) {
        this.context = context;
        this.commits = commits;
    }

    /** After something was written. */
    public void ask() {
        if (commits.wrote(context.currentSystemTimeMs()) && timer == null) {
            timer = context.schedule(WAIT, PunctuationType.WALL_CLOCK_TIME, this::remind);
        }
        askIfDue();
    }

    private void remind(long now) {
        askIfDue();
        if (timer != null && !commits.any()) {
            timer.cancel();
            timer = null;
        }
    }

    private void askIfDue() {
        if (commits.due(context.currentSystemTimeMs(), MANY, WAIT.toMillis(), WAIT_OF_MANY.toMillis())) {
            context.commit();
        }
    }
}
