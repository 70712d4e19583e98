package dev.loop.topology.commit;

import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.jspecify.annotations.Nullable;

/**
 * Ends the transaction early when somebody outside waits for what was just written, but not so often that each record
 * of a stream pays for a transaction.
 *
 * <p>The first record after a commit waits a little for others. Counting from the last commit instead would make each
 * record a transaction of its own as soon as one transaction takes longer than the time between two records: each
 * record would then be due at once.
 */
public final class EarlyCommit {

    private static final Duration WAIT = Duration.ofMillis(10);

    /**
     * This many records in that time are a stream, and nobody waits for a single one of them: a larger transaction
     * serves it better.
     */
    private static final int MANY = 100;

    private static final Duration WAIT_OF_MANY = Duration.ofMillis(100);

    private final ProcessingContext context;
    private final EarlyCommits commits;

    /** The timer runs only while something waits, because no further record may come to trigger the commit. */
    private @Nullable Cancellable timer;

    EarlyCommit(ProcessingContext context, EarlyCommits commits) {
        this.context = context;
        this.commits = commits;
    }

    /** Asks for a commit after something was written. */
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
