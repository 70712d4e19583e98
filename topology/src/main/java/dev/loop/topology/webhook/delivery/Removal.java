package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.WebhookAttempt;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;

/**
 * Removes deliveries that have outlived the retention, and everything of a deleted endpoint; step by step, oldest
 * first, so that the rest of an endpoint's sequence has no gap.
 */
final class Removal {

    private static final long ROUND_MILLIS = Duration.ofMinutes(10).toMillis();

    private final LedgerStores ledger;
    private final long retention;
    private final Set<String> deleted = new LinkedHashSet<>();
    private final Deque<String> toLookAt = new ArrayDeque<>();
    private long nextRound = Long.MIN_VALUE;

    Removal(LedgerStores ledger, Duration retention) {
        this.ledger = ledger;
        this.retention = retention.toMillis();
    }

    /** Begins to remove everything of an endpoint. */
    void delete(String endpointId) {
        deleted.add(endpointId);
    }

    /** Returns whether no removal is under way; a new round begins at some time. */
    boolean isAtRest() {
        return deleted.isEmpty() && toLookAt.isEmpty();
    }

    /** @return how many rows were removed or looked at */
    int step(long now, int atMost) {
        if (!deleted.isEmpty()) {
            return deleteStep(deleted.iterator().next(), atMost);
        }
        if (toLookAt.isEmpty()) {
            if (now < nextRound) {
                return 0;
            }
            nextRound = now + ROUND_MILLIS;
            toLookAt.addAll(ledger.endpoints().ids());
        }
        String endpointId = toLookAt.poll();
        if (endpointId == null) {
            return 0;
        }
        EndpointStates.Held held = ledger.endpoints().find(endpointId).orElse(null);
        if (held == null) {
            return 1;
        }
        int removed = removeBefore(held, now - retention, atMost);
        if (removed > 0) {
            ledger.endpoints().save(held.state());
        }
        if (removed == atMost) {
            toLookAt.addFirst(endpointId);
        }
        return removed + 1;
    }

    private int deleteStep(String endpointId, int atMost) {
        EndpointStates.Held held = ledger.endpoints().find(endpointId).orElse(null);
        if (held == null) {
            deleted.remove(endpointId);
            return 1;
        }
        int removed = removeBefore(held, Long.MAX_VALUE, atMost);
        if (removed < atMost) {
            deleted.remove(endpointId);
            ledger.endpoints().forget(held.state());
        } else {
            ledger.endpoints().save(held.state());
        }
        return removed + 1;
    }

    private int removeBefore(EndpointStates.Held held, long cutoff, int atMost) {
        int removed = removeDeliveries(held, cutoff, atMost);
        return removed + removeAttempts(held.state(), cutoff, atMost - removed);
    }

    private int removeDeliveries(EndpointStates.Held held, long cutoff, int atMost) {
        EndpointState state = held.state();
        int removed = 0;
        if (state.firstSequence > state.lastSequence) {
            return removed;
        }
        try (DeliveryReader.Rows rows =
                ledger.deliveries().reader().rows(state.id, state.firstSequence, state.lastSequence, false)) {
            while (removed < atMost && rows.hasNext()) {
                DeliveryReader.Row row = rows.next();
                if (row.heading().receivedAt() >= cutoff) {
                    break;
                }
                ledger.remove(held, row);
                state.firstSequence = row.sequence() + 1;
                removed++;
            }
        }
        return removed;
    }

    private int removeAttempts(EndpointState state, long cutoff, int atMost) {
        int removed = 0;
        if (atMost == 0 || state.firstAttempt > state.lastAttempt) {
            return removed;
        }
        try (var rows = ledger.deliveries().reader().attempts(state.id, state.firstAttempt, state.lastAttempt, false)) {
            while (removed < atMost && rows.hasNext()) {
                var row = rows.next();
                WebhookAttempt attempt = ledger.codec().attempt(row.value);
                if (attempt.getStartedAt().toEpochMilli() >= cutoff) {
                    break;
                }
                Bytes key = row.key;
                ledger.deliveries().removeAttempt(state.id, LedgerKeys.number(key));
                state.firstAttempt = LedgerKeys.number(key) + 1;
                removed++;
            }
        }
        return removed;
    }
}
