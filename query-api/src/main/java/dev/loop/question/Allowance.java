package dev.loop.question;

import dev.loop.question.Questions.Limits;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.TooLongException;
import dev.loop.question.Questions.TooMuchException;
import dev.loop.topology.question.ReadBudget;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The part of its limits that one question has left, over all partitions that are read for it. Time begins when it is
 * made.
 */
public final class Allowance implements ReadBudget, AutoCloseable {

    private final Limits limits;
    private final long deadline;
    private final AtomicLong items = new AtomicLong();
    private final GroupMemory memory;
    private final Requester caller;
    private long groups;
    private boolean closed;

    public Allowance(Limits limits) {
        this(limits, new GroupMemory(Long.MAX_VALUE));
    }

    /** @param caller the question ends when the caller leaves */
    public Allowance(Limits limits, Requester caller) {
        this(limits, new GroupMemory(Long.MAX_VALUE), caller);
    }

    /** @param memory that its groups take from until it is closed */
    public Allowance(Limits limits, GroupMemory memory) {
        this(limits, memory, Requester.STAYS);
    }

    /** @param caller the question ends when the caller leaves */
    public Allowance(Limits limits, GroupMemory memory, Requester caller) {
        this.limits = limits;
        this.memory = memory;
        this.caller = caller;
        this.deadline = System.nanoTime() + limits.time().toNanos();
    }

    /** Returns the unused limits, for an instance that answers a part of the question. */
    public Limits left() {
        return new Limits(Math.max(0, limits.items() - items.get()), limits.cells(), timeLeft());
    }

    Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /** Returns the number of items read so far. */
    public long itemsRead() {
        return items.get();
    }

    public Requester caller() {
        return caller;
    }

    /** Ends the question if nobody waits for its answer any more. */
    public void checkCaller() {
        if (caller.gone()) {
            throw new NotReadyException("The caller has gone.", Duration.ofSeconds(1));
        }
    }

    @Override
    public void check() {
        checkCaller();
        if (System.nanoTime() - deadline > 0) {
            throw new TooLongException("The answer would take longer than "
                    + limits.time().toSeconds() + " s: narrow the question with from and to.");
        }
    }

    @Override
    public void groups(int more) {
        synchronized (this) {
            // Other partitions may still be counting for a question that has failed on one of them.
            if (closed) {
                throw new TooLongException("The question has ended.");
            }
            memory.take(more);
            groups += more;
        }
        check();
    }

    /** Gives back the memory of the question's groups. */
    @Override
    public synchronized void close() {
        closed = true;
        memory.giveBack(groups);
        groups = 0;
    }

    @Override
    public void read(int more) {
        if (items.addAndGet(more) > limits.items()) {
            throw new TooMuchException(String.format(
                    Locale.ROOT,
                    "The answer needs more than %,d items to be read one by one: narrow the question with from and to."
                            + " Questions about tag, plan, source, sentiment and status alone have no such limit.",
                    limits.items()));
        }
        check();
    }
}
