package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.AttemptOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a delivery. Times are epoch milliseconds.
 *
 * @param attempts requests sent so far, replays included
 * @param failed failed attempts of the present run of the schedule
 * @param kind kind of the next attempt, or of the one under way
 * @param due when the next attempt falls due, or the one under way fell due
 * @param ticket ticket of the dispatch under way; -1 for none
 * @param lastAttemptAt 0 for never
 * @param lastStatus 0 if no answer came
 * @param log numbers of its attempts in the endpoint's log, oldest first
 */
record DeliveryProgress(
        Phase phase,
        int attempts,
        int failed,
        AttemptKind kind,
        long due,
        long ticket,
        long lastAttemptAt,
        @Nullable AttemptOutcome lastOutcome,
        int lastStatus,
        List<Long> log) {

    /** The number of attempts that a delivery refers to. Only replays make more. */
    private static final int LONGEST_LOG = 100;

    DeliveryProgress {
        log = List.copyOf(log);
    }

    /** Returns the progress of a delivery that was just taken in. */
    static DeliveryProgress fresh(Phase phase, long due) {
        return new DeliveryProgress(phase, 0, 0, AttemptKind.FIRST, due, -1, 0, null, 0, List.of());
    }

    DeliveryProgress to(Phase other) {
        return new DeliveryProgress(
                other, attempts, failed, kind, due, -1, lastAttemptAt, lastOutcome, lastStatus, log);
    }

    DeliveryProgress waiting(long until) {
        return new DeliveryProgress(
                Phase.WAITING, attempts, failed, kind, until, -1, lastAttemptAt, lastOutcome, lastStatus, log);
    }

    DeliveryProgress dispatched(long as) {
        return new DeliveryProgress(
                Phase.DISPATCHED, attempts, failed, kind, due, as, lastAttemptAt, lastOutcome, lastStatus, log);
    }

    /** Returns the progress at the beginning of a new run of the schedule. */
    DeliveryProgress replayed(long from) {
        return new DeliveryProgress(
                Phase.READY, attempts, 0, AttemptKind.REPLAY, from, -1, lastAttemptAt, lastOutcome, lastStatus, log);
    }

    /** Returns the progress after one more request with this outcome. */
    DeliveryProgress attempted(AttemptOutcome outcome, int status, long at) {
        boolean succeeded = outcome == AttemptOutcome.SUCCEEDED;
        return new DeliveryProgress(
                phase,
                attempts + 1,
                succeeded ? failed : failed + 1,
                succeeded ? kind : AttemptKind.RETRY,
                due,
                ticket,
                at,
                outcome,
                status,
                log);
    }

    /** Returns the progress after a request that may have been sent and whose outcome will never be known. */
    DeliveryProgress unheardOf(long at) {
        return new DeliveryProgress(phase, attempts + 1, failed, kind, due, ticket, at, AttemptOutcome.UNKNOWN, 0, log);
    }

    DeliveryProgress logged(long number) {
        List<Long> more = new ArrayList<>(log);
        more.add(number);
        if (more.size() > LONGEST_LOG) {
            more.remove(0);
        }
        return new DeliveryProgress(
                phase, attempts, failed, kind, due, ticket, lastAttemptAt, lastOutcome, lastStatus, more);
    }
}
