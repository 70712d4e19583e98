package dev.loop.question.cluster;

import dev.loop.topology.run.InstanceAddress;
import java.io.EOFException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which instances fail. A spell of failures is logged twice: when it begins, with what was done about it, and
 * when it is over.
 *
 * <p>An instance that starts gets partitions a moment before it opens its port, and one that stops leaves the group
 * before it closes its own. Neither has failed.
 */
final class PeerHealth {

    private static final Logger LOG = LoggerFactory.getLogger(PeerHealth.class);

    /** The time for which an instance that failed is asked last. */
    private static final long ASKED_LAST_NANOS = Duration.ofSeconds(2).toNanos();

    /** The time that a new member has to open its port, from the first request that it refused. */
    private static final long START_NANOS = Duration.ofSeconds(20).toNanos();

    /** The time that an instance which stops, and has closed its port, has to be seen to have left the group. */
    private static final long LEAVE_NANOS = Duration.ofSeconds(2).toNanos();

    /** The way in which a question went on without partitions that an instance did not answer. */
    enum Instead {
        STANDBY("standby copies answered"),
        OTHERS("other instances answered"),
        PARTIAL("the answer was given without them, as partial"),
        REFUSED("the question was refused with 503");

        private final String words;

        Instead(String words) {
            this.words = words;
        }
    }

    private record Failure(Throwable why, Collection<Integer> partitions, Instead instead) {}

    private static final class State {
        /** True once it has answered since it became a member. */
        private boolean up;

        private boolean failing;
        private boolean told;
        private @Nullable Failure failure;
        private int failures;
        private long since;
        private long askedLastUntil;
    }

    private final LongSupplier nanos;
    private final Map<InstanceAddress, State> states = new ConcurrentHashMap<>();

    PeerHealth(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Forgets the instances that are no members any more, since one that comes back begins anew, and logs spells that
     * last.
     */
    void members(Set<InstanceAddress> now) {
        states.forEach((instance, state) -> {
            if (now.contains(instance)) {
                synchronized (state) {
                    tellIfLasting(instance, state);
                }
            } else if (states.remove(instance, state)) {
                synchronized (state) {
                    if (state.told) {
                        LOG.info("The instance at {} has left the group; others take over its partitions", instance);
                    }
                }
            }
        });
    }

    void answered(InstanceAddress instance) {
        State state = states.computeIfAbsent(instance, first -> new State());
        synchronized (state) {
            state.up = true;
            if (state.told) {
                LOG.info(
                        "The instance at {} answers again, {} s after it failed ({} requests)",
                        instance,
                        Duration.ofNanos(nanos.getAsLong() - state.since).toSeconds(),
                        state.failures);
            }
            state.failing = false;
            state.told = false;
            state.failure = null;
            state.failures = 0;
        }
    }

    void failed(InstanceAddress instance) {
        State state = states.computeIfAbsent(instance, first -> new State());
        synchronized (state) {
            long now = nanos.getAsLong();
            if (!state.failing) {
                state.failing = true;
                state.since = now;
            }
            state.failures++;
            state.askedLastUntil = now + ASKED_LAST_NANOS;
        }
    }

    /** Returns whether others are to be asked first. */
    boolean isAskedLast(InstanceAddress instance) {
        State state = states.get(instance);
        if (state == null) {
            return false;
        }
        synchronized (state) {
            return state.failing && state.askedLastUntil - nanos.getAsLong() > 0;
        }
    }

    /** Takes what a question did without the instance, and logs it if the spell has lasted long enough. */
    void tell(InstanceAddress instance, Throwable why, Collection<Integer> partitions, Instead instead) {
        State state = states.get(instance);
        if (state != null) {
            synchronized (state) {
                state.failure = new Failure(why, partitions, instead);
                tellIfLasting(instance, state);
            }
        }
    }

    private void tellIfLasting(InstanceAddress instance, State state) {
        Failure failure = state.failure;
        if (failure == null || !state.failing || state.told) {
            return;
        }
        long enough = !state.up && failure.why() instanceof ConnectException ? START_NANOS : LEAVE_NANOS;
        if (nanos.getAsLong() - state.since < enough) {
            return;
        }
        state.told = true;
        LOG.warn(
                "The instance at {} does not answer ({}). Partitions {}: {}. It is asked last until it answers again",
                instance,
                words(failure.why()),
                failure.partitions(),
                failure.instead().words);
    }

    private static String words(Throwable why) {
        if (why instanceof ConnectException) {
            return "it refuses connections";
        }
        if (why instanceof TimeoutException) {
            return "not in time";
        }
        if (why instanceof EOFException || why instanceof ClosedChannelException) {
            // Their messages are descriptions of the connection, hundreds of characters long.
            return "it broke off the connection";
        }
        if (why instanceof PeerClient.StatusException other && other.status() == 401) {
            return "it has another cluster secret than this one: give all the same";
        }
        return why.getMessage() == null ? why.toString() : why.getMessage();
    }
}
