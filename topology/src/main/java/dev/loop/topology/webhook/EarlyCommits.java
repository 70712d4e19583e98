package dev.loop.topology.webhook;

import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * Since when something that somebody outside waits for is written and not committed, by stream thread. A commit is one of
 * all tasks of its thread, so what one of them has asked for none of the others need ask again.
 */
public final class EarlyCommits {

    /** What is written on one thread and not committed. */
    static final class Pending {
        private int records;
        private long since;
    }

    private final ThreadLocal<Pending> pending = ThreadLocal.withInitial(Pending::new);

    /** For one processor. */
    public EarlyCommit of(ProcessingContext context) {
        return new EarlyCommit(context, this);
    }

    /** Whether it is the first since the last commit. */
    boolean wrote(long now) {
        Pending here = pending.get();
        if (here.records++ == 0) {
            here.since = now;
            return true;
        }
        return false;
    }

    boolean any() {
        return pending.get().records > 0;
    }

    /** Whether what waits has waited for as long as it is to; it then counts as committed. */
    boolean due(long now, int many, long millis, long millisOfMany) {
        Pending here = pending.get();
        if (here.records == 0 || now - here.since < (here.records < many ? millis : millisOfMany)) {
            return false;
        }
        here.records = 0;
        return true;
    }
}
