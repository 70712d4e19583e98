package dev.loop.topology.webhook;

import java.time.Duration;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * Since when something that somebody outside waits for is written and not committed, by stream thread. A commit is one of
 * all tasks of its thread, so what one of them has asked for none of the others need ask again.
 *
 * <p>How long it waits follows from what the thread's commits take: where the cluster or the machine is busy, commits as
 * frequent as on an idle one would leave no time for anything else, and everything would come later.
 */
public final class EarlyCommits {

    /** Waiting is worth so many times what a commit takes: at most a third of the time goes to commits. */
    private static final int TIMES_A_COMMIT = 2;

    private static final long LONGEST_MILLIS = 250;

    /** Of a commit's time in the average: the last few count. */
    private static final double SHARE_OF_LAST = 0.25;

    /**
     * One commit that met a pause of the machine counts as no more than so many times the usual and a little: else the
     * next few would all wait for the sake of it.
     */
    private static final double MOST_TIMES_THE_USUAL = 2;

    private static final double LITTLE_MILLIS = 10;

    /** What is written on one thread and not committed. */
    static final class Pending {
        private int records;
        private long since;
        private double commitMillis;
    }

    private final ThreadLocal<Pending> pending = ThreadLocal.withInitial(Pending::new);

    /** For one processor. */
    public EarlyCommit of(ProcessingContext context) {
        return new EarlyCommit(context, this);
    }

    /** Clients for Kafka Streams that tell how long commits take. */
    public KafkaClientSupplier clients() {
        return new TimedClients(this::took);
    }

    /** That the commit which has just ended on this thread took so long. */
    void took(Duration commit) {
        Pending here = pending.get();
        double counted = Math.min(commit.toNanos() / 1e6, here.commitMillis * MOST_TIMES_THE_USUAL + LITTLE_MILLIS);
        here.commitMillis += (counted - here.commitMillis) * SHARE_OF_LAST;
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
        if (here.records == 0) {
            return false;
        }
        long worth = Math.min(LONGEST_MILLIS, (long) (here.commitMillis * TIMES_A_COMMIT));
        if (now - here.since < Math.max(worth, here.records < many ? millis : millisOfMany)) {
            return false;
        }
        here.records = 0;
        return true;
    }
}
