package dev.loop.api.odata;

import dev.loop.question.LargeAnswers;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.TooManyAtOnceException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lets a few requests at a time look through all items, so that requests for a page never wait for many of them. */
final class ScanLimiter {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final Semaphore places;
    private final LargeAnswers large = new LargeAnswers();

    ScanLimiter(int most) {
        places = new Semaphore(most, true);
    }

    /** Returns a place in which to put an aggregation together. */
    LargeAnswers.Place aggregation() {
        return large.place();
    }

    <T> T run(Supplier<T> work) {
        try {
            if (!places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TooManyAtOnceException(
                        "Too many requests that look through all rows are being answered."
                                + " Lists without $orderby, and counts by tag, plan, source and sentiment, have no such limit.",
                        LONGEST_WAIT);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new NotReadyException("The server is stopping.", LONGEST_WAIT);
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }
}
