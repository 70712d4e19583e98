package dev.loop.topology.webhook.delivery;

import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Visits the endpoints when their owners have changed something, and now and then besides. It parks deliveries of
 * disabled endpoints, resumes enabled ones, removes deleted ones, and looks for overdue outcomes. Endpoints are visited
 * one by one, so that no record waits for a round through all of them.
 */
final class EndpointSweep {

    private static final long AT_MOST_EVERY_MILLIS = 1000;
    private static final long AT_LEAST_EVERY_MILLIS = 60_000;

    private final LedgerStores ledger;
    private final DisablingPolicy policy;
    private final DeliveryFlow flow;
    private final Removal removal;
    private final Overdue overdue;
    private final EndpointDirectory directory;
    private final long deletedAfter;
    private final Deque<String> toVisit = new ArrayDeque<>();
    private final Map<String, Long> missingSince = new HashMap<>();
    private long seen = -1;
    private long lastAt = Long.MIN_VALUE / 2;

    EndpointSweep(
            LedgerStores ledger,
            DisablingPolicy policy,
            DeliveryFlow flow,
            Removal removal,
            Overdue overdue,
            EndpointDirectory directory,
            Duration deletedAfter) {
        this.ledger = ledger;
        this.policy = policy;
        this.flow = flow;
        this.removal = removal;
        this.overdue = overdue;
        this.directory = directory;
        this.deletedAfter = deletedAfter.toMillis();
    }

    /** Visits the next endpoint. Returns the rows that this took; 0 at the end of a round. */
    int step(long now) {
        if (toVisit.isEmpty() && isDue(now)) {
            seen = directory.version();
            lastAt = now;
            toVisit.addAll(ledger.endpoints().ids());
        }
        String endpointId = toVisit.poll();
        if (endpointId == null) {
            return 0;
        }
        return 1
                + ledger.endpoints()
                        .look(endpointId)
                        .map(state -> visit(state, now))
                        .orElse(0);
    }

    private boolean isDue(long now) {
        return now - lastAt >= (directory.version() == seen ? AT_LEAST_EVERY_MILLIS : AT_MOST_EVERY_MILLIS);
    }

    /** Returns whether no round is under way; a new one begins at some time. */
    boolean isAtRest() {
        return toVisit.isEmpty();
    }

    /** Returns how many deliveries were sent. */
    private int visit(EndpointState copy, long now) {
        overdue.look(copy, now);
        if (isGone(copy, now)) {
            missingSince.remove(copy.id);
            removal.delete(copy.id);
        } else if (policy.disabled(copy)) {
            if (copy.ready + copy.waiting > 0) {
                ledger.toPark().add(copy.id);
            }
        } else if (copy.disabledAt > 0 || copy.ready > 0) {
            return ledger.endpoints()
                    .find(copy.id)
                    .map(held -> flow.pump(held, now))
                    .orElse(0);
        }
        return 0;
    }

    /**
     * Returns whether an endpoint is deleted: its deletion was seen, or it has been missing for so long that it was
     * deleted while nobody here was looking (a tombstone is compacted away in the end).
     */
    private boolean isGone(EndpointState state, long now) {
        if (policy.deleted(state.id, state.project)) {
            return true;
        }
        if (policy.known(state)) {
            missingSince.remove(state.id);
            return false;
        }
        return now - missingSince.computeIfAbsent(state.id, first -> now) >= deletedAfter;
    }
}
