package dev.loop.question;

import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.TooManyAtOnceException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Runs questions that read items or search for texts, which may take seconds, on a few threads of their own, so that
 * questions that cells answer in milliseconds never wait for one.
 */
final class ItemQuestions implements AutoCloseable {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final String busy;
    private final Semaphore places;
    private final SideBySide sideBySide;

    /**
     * @param most questions at once
     * @param busy message to a caller who would have to wait too long
     */
    ItemQuestions(int most, String busy) {
        this.busy = busy;
        places = new Semaphore(most, true);
        sideBySide = new SideBySide(Runtime.getRuntime().availableProcessors());
    }

    <A, T> List<T> each(List<A> arguments, Function<A, T> action) {
        try {
            if (!places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TooManyAtOnceException(busy, LONGEST_WAIT);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new NotReadyException("The server is stopping.", LONGEST_WAIT);
        }
        try {
            return sideBySide.each(arguments, action);
        } finally {
            places.release();
        }
    }

    @Override
    public void close() {
        sideBySide.close();
    }
}
