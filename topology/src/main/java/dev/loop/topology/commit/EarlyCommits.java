package dev.loop.topology.commit;

import java.time.Duration;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * Records, by stream thread, since when something that somebody outside waits for is written and not committed. A
 * commit covers all tasks of its thread, so tasks need not ask for what another has already asked for.
 *
 * <p>The wait follows from how long the thread's commits take. On a busy cluster or machine, commits as frequent as on
 * an idle one would leave no time for anything else, and everything would come later.
 */
public final class EarlyCommits {

    /** The wait is this many times as long as a commit takes, so that at most a third of the time goes to commits. */
    private static final int TIMES_A_COMMIT = 2;

    private static final long LONGEST_MILLIS = 250;

    /** The weight of the last commit in the running average: the last few count. */
    private static final double SHARE_OF_LAST = 0.25;

    /**
     * A commit counts as at most this many times the usual, and a little more. Otherwise one commit that met a pause of
     * the machine would make the next few wait.
     */
    private static final double MOST_TIMES_THE_USUAL = 2;

    private static final double LITTLE_MILLIS = 10;

    /** The records of one thread that are written and not committed. */
    static final class Pending {
        private int records;
        private long since;
        private double commitMillis;
    }

    private final ThreadLocal<Pending> pending = ThreadLocal.withInitial(Pending::new);

    /** Returns the early commit of one processor. */
    public EarlyCommit of(ProcessingContext context) {
        return new EarlyCommit(context, this);
    }

    /** Returns clients for Kafka Streams that report how long commits take. */
    public KafkaClientSupplier clients() {
        return new TimedClients(this::took);
    }

    /** Records how long the commit that has just ended on this thread took. */
    void took(Duration commit) {
        Pending here = pending.get();
        double counted = Math.min(commit.toNanos() / 1e6, here.commitMillis * MOST_TIMES_THE_USUAL + LITTLE_MILLIS);
        here.commitMillis += (counted - here.commitMillis) * SHARE_OF_LAST;
    }

    /** Records a write. Returns whether it is the first since the last commit. */
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

    /** Returns whether the uncommitted records have waited long enough; they then count as committed. */
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
