package dev.loop.api.question;

import dev.loop.api.question.Questions.Limits;
import dev.loop.api.question.Questions.TooLongException;
import dev.loop.api.question.Questions.TooMuchException;
import dev.loop.topology.question.Patience;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** What one question may still take, over all partitions that are read for it. Begins when it is made. */
final class Allowance implements Patience {

    private final Limits limits;
    private final long deadline;
    private final AtomicLong items = new AtomicLong();

    Allowance(Limits limits) {
        this.limits = limits;
        this.deadline = System.nanoTime() + limits.time().toNanos();
    }

    @Override
    public void check() {
        if (System.nanoTime() - deadline > 0) {
            throw new TooLongException("The answer would take longer than "
                    + limits.time().toSeconds() + " s: narrow the question with from and to.");
        }
    }

    @Override
    public void read(int more) {
        if (items.addAndGet(more) > limits.items()) {
            throw new TooMuchException(String.format(
                    Locale.ROOT,
                    "Only the items can answer this, and more than %,d would have to be read: narrow it with from and to."
                            + " What asks for tag, plan, source, sentiment and status alone is not limited.",
                    limits.items()));
        }
        check();
    }
}
