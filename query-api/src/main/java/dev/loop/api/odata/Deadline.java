package dev.loop.api.odata;

import dev.loop.question.Questions.Limits;
import dev.loop.question.Questions.TooLongException;
import java.time.Duration;

/** The time until which a request may read. */
record Deadline(long end, Duration allowed) {

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos(), time);
    }

    /** Returns the deadline of any question. */
    static Deadline usual() {
        return in(Limits.USUAL.time());
    }

    boolean over() {
        return System.nanoTime() - end > 0;
    }

    void check() {
        if (over()) {
            throw new TooLongException("The answer would take longer than " + allowed.toSeconds()
                    + " s: narrow $filter, or leave out $orderby and $count, so that it can come page by page.");
        }
    }
}
