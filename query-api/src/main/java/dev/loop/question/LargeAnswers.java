package dev.loop.question;

import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.TooManyAtOnceException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets only one answer at a time be put together that many names make large, since each takes memory; small ones never
 * wait.
 */
public final class LargeAnswers {

    /** The rows of an answer that is not large: it takes less than 10 MB. */
    public static final int SMALL = 20_000;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final Semaphore places = new Semaphore(1, true);

    /** A place in which one answer is put together. The thread that made it closes it. */
    public final class Place implements AutoCloseable {
        private boolean entered;

        private Place() {}

        /**
         * Waits for the turn of this answer, unless it has come already. Call this when the answer turns out to be
         * large.
         */
        public void enter() {
            if (entered) {
                return;
            }
            try {
                entered = places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new NotReadyException("The server is stopping.", LONGEST_WAIT);
            }
            if (!entered) {
                throw new TooManyAtOnceException(
                        "So many answers with many groups are being made that this one would have to wait. Ask again,"
                                + " filter for fewer, or group by less.",
                        LONGEST_WAIT);
            }
        }

        @Override
        public void close() {
            if (entered) {
                entered = false;
                places.release();
            }
        }
    }

    public Place place() {
        return new Place();
    }
}
