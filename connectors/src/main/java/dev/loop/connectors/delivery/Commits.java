package dev.loop.connectors.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds outcomes that are not committed yet, by partition, and commits them.
 *
 * <p>A commit that failed may have come through all the same. Before the next one, the log is therefore asked what is
 * committed: offsets and outcomes are committed together or not at all, so the offsets tell which outcomes are left.
 * Until then no requests are to be sent. Not thread-safe.
 */
final class Commits implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);
    private static final int MOST_AT_ONCE = 2_000;
    private static final Duration SHORTEST_REST = Duration.ofMillis(50);
    private static final Duration LONGEST_REST = Duration.ofSeconds(2);

    /**
     * Another sender has our name. The consumer hears of it by its next heartbeat, and then there is nothing to commit.
     */
    private static final Duration WHEN_FENCED = Duration.ofSeconds(2);

    /** The wait is this many times as long as a commit takes, since nothing is sent meanwhile. */
    private static final int TIMES_A_COMMIT = 2;

    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);
    private static final double SHARE_OF_LAST = 0.25;

    /**
     * A commit counts as at most this many times the usual: one that met a pause of the machine must not make the next
     * few wait.
     */
    private static final double MOST_TIMES_THE_USUAL = 2;

    private final OutcomeWriter log;
    private final Duration every;
    private double commitNanos;
    private final java.util.function.Consumer<String> released;
    private final Map<TopicPartition, OffsetTracker> owned = new HashMap<>();

    /** The partitions of which the log does not say yet that requests may be under way. */
    private final Set<TopicPartition> unmarked = new HashSet<>();

    private final Set<TopicPartition> crowded = new HashSet<>();
    private List<OutcomeRecord> outcomes = new ArrayList<>();
    private long oldest;
    private boolean unsure;
    private Duration rest = SHORTEST_REST;
    private long tryAgainAt;

    /**
     * @param every how long an outcome waits for others, at least; if commits take long, it waits longer
     * @param released called with the endpoint of each request whose outcome is committed or dropped
     */
    Commits(OutcomeWriter log, Duration every, java.util.function.Consumer<String> released) {
        this.log = log;
        this.every = every;
        this.released = released;
        beginAnew(Duration.ZERO);
    }

    void assigned(TopicPartition partition, OffsetTracker tracker) {
        owned.put(partition, tracker);
        unmarked.add(partition);
    }

    /** Drops the uncommitted outcomes of these partitions; the next owner sends again. */
    void givenUp(Collection<TopicPartition> partitions) {
        Set<TopicPartition> gone = Set.copyOf(partitions);
        drop(outcome -> gone.contains(outcome.partition()));
        owned.keySet().removeAll(gone);
        unmarked.removeAll(gone);
        crowded.removeAll(gone);
    }

    @Nullable
    OffsetTracker tracker(TopicPartition partition) {
        return owned.get(partition);
    }

    Set<TopicPartition> partitions() {
        return Set.copyOf(owned.keySet());
    }

    /**
     * Returns the partitions whose settled offsets hardly fit into the metadata any more. Nothing more should be read
     * from them for the moment.
     */
    Set<TopicPartition> crowded() {
        return crowded;
    }

    /** Returns whether requests may be sent: their outcomes can be committed. */
    boolean ready() {
        return unmarked.isEmpty() && !unsure;
    }

    void add(OutcomeRecord outcome) {
        if (outcomes.isEmpty()) {
            oldest = System.nanoTime();
        }
        outcomes.add(outcome);
    }

    /** Returns the time until the next commit; a long time if there is nothing to commit. */
    Duration untilDue() {
        long now = System.nanoTime();
        if (unsure) {
            return Duration.ofNanos(Math.max(0, tryAgainAt - now));
        }
        if (!unmarked.isEmpty() || outcomes.size() >= MOST_AT_ONCE) {
            return Duration.ZERO;
        }
        return outcomes.isEmpty() ? Duration.ofDays(1) : Duration.ofNanos(Math.max(0, oldest + waitNanos() - now));
    }

    private long waitNanos() {
        long worth = Math.min(LONGEST_WAIT.toNanos(), (long) (commitNanos * TIMES_A_COMMIT));
        return Math.max(worth, every.toNanos());
    }

    /** Commits if it is time to. */
    void commitIfDue(Consumer<?, ?> reading) {
        if (untilDue().isZero()) {
            commit(reading, Set.of());
        }
    }

    /**
     * @param drained partitions without requests under way
     * @return whether everything is committed; if not, a later call tries again
     */
    boolean commit(Consumer<?, ?> reading, Set<TopicPartition> drained) {
        try {
            if (unsure) {
                log.open();
                lookWhatIsCommitted(reading);
                unsure = false;
            }
            Map<TopicPartition, OffsetAndMetadata> offsets = offsets(drained);
            if (!offsets.isEmpty()) {
                long began = System.nanoTime();
                log.write(outcomes, offsets, reading.groupMetadata());
                took(System.nanoTime() - began);
            }
        } catch (RuntimeException failed) {
            LOG.warn("Outcomes of {} webhooks wait to be committed: {}", outcomes.size(), failed.toString());
            beginAnew(fenced(failed) ? WHEN_FENCED : rest);
            rest = rest.multipliedBy(2).compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest.multipliedBy(2);
            return false;
        }
        rest = SHORTEST_REST;
        unmarked.clear();
        List<OutcomeRecord> committed = outcomes;
        outcomes = new ArrayList<>();
        committed.forEach(this::release);
        return true;
    }

    private void took(long nanos) {
        double counted = Math.min(nanos, commitNanos * MOST_TIMES_THE_USUAL + every.toNanos());
        commitNanos += (counted - commitNanos) * SHARE_OF_LAST;
    }

    @Override
    public void close() {
        log.close();
    }

    private void beginAnew(Duration after) {
        unsure = true;
        tryAgainAt = System.nanoTime() + after.toNanos();
    }

    private static boolean fenced(RuntimeException failed) {
        return failed instanceof ProducerFencedException || failed instanceof FencedInstanceIdException;
    }

    private void lookWhatIsCommitted(Consumer<?, ?> reading) {
        if (outcomes.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> committed = reading.committed(partitions());
        Map<TopicPartition, SettledOffsets> settled = new HashMap<>();
        drop(outcome -> {
            OffsetAndMetadata last = committed.get(outcome.partition());
            if (last == null) {
                return false;
            }
            long offset = outcome.entry().offset;
            return offset < last.offset()
                    || settled.computeIfAbsent(
                                    outcome.partition(),
                                    partition -> SettledOffsets.parse(last.offset(), last.metadata()))
                            .contains(offset);
        });
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(Set<TopicPartition> drained) {
        Set<TopicPartition> changed = new HashSet<>(unmarked);
        changed.addAll(drained);
        for (OutcomeRecord outcome : outcomes) {
            outcome.tracker().settle(outcome.entry());
            changed.add(outcome.partition());
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : changed) {
            OffsetTracker tracker = owned.get(partition);
            if (tracker != null) {
                OffsetAndMetadata offset = tracker.committable(drained.contains(partition));
                offsets.put(partition, offset);
                if (offset.metadata().length() > SettledOffsets.CROWDED_TEXT) {
                    crowded.add(partition);
                } else {
                    crowded.remove(partition);
                }
            }
        }
        return offsets;
    }

    private void drop(Predicate<OutcomeRecord> which) {
        for (Iterator<OutcomeRecord> each = outcomes.iterator(); each.hasNext(); ) {
            OutcomeRecord outcome = each.next();
            if (which.test(outcome)) {
                each.remove();
                release(outcome);
            }
        }
    }

    private void release(OutcomeRecord outcome) {
        if (outcome.slot() != null) {
            released.accept(outcome.slot());
        }
    }
}
