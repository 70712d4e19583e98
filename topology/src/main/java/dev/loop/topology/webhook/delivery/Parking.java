package dev.loop.topology.webhook.delivery;

import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;

/**
 * Parks the pending deliveries of a disabled endpoint, step by step. Deliveries at the sender come back by themselves.
 */
final class Parking {

    private final LedgerStores ledger;
    private final DisablingPolicy policy;

    Parking(LedgerStores ledger, DisablingPolicy policy) {
        this.ledger = ledger;
        this.policy = policy;
    }

    /** @return how many deliveries were parked or looked at */
    int step(int atMost) {
        if (ledger.toPark().isEmpty()) {
            return 0;
        }
        String endpointId = ledger.toPark().iterator().next();
        EndpointStates.Held held = ledger.endpoints().find(endpointId).orElse(null);
        if (held == null || !policy.disabled(held.state())) {
            ledger.toPark().remove(endpointId);
            return 1;
        }
        int parked = parkReady(held, atMost);
        if (parked < atMost) {
            parked += parkWaiting(held, atMost - parked);
        }
        if (parked < atMost) {
            ledger.toPark().remove(endpointId);
        }
        ledger.endpoints().save(held.state());
        return parked + 1;
    }

    private int parkReady(EndpointStates.Held held, int atMost) {
        int parked = 0;
        while (parked < atMost && held.state().ready > 0) {
            OptionalLong sequence = held.queue().poll();
            if (sequence.isEmpty()) {
                break;
            }
            park(held.state(), sequence.getAsLong());
            parked++;
        }
        return parked;
    }

    private int parkWaiting(EndpointStates.Held held, int atMost) {
        EndpointState state = held.state();
        int parked = 0;
        if (state.waiting == 0) {
            return parked;
        }
        try (var rows = ledger.schedule()
                .range(
                        LedgerKeys.numbered(LedgerKeys.Kind.WAITING, state.id, state.parkedTo + 1),
                        LedgerKeys.numbered(LedgerKeys.Kind.WAITING, state.id, Long.MAX_VALUE))) {
            while (parked < atMost && rows.hasNext()) {
                Bytes key = rows.next().key;
                state.parkedTo = LedgerKeys.number(key);
                ledger.schedule().delete(key);
                park(state, state.parkedTo);
                parked++;
            }
            if (!rows.hasNext()) {
                state.parkedTo = 0;
            }
        }
        return parked;
    }

    private void park(EndpointState state, long sequence) {
        ledger.deliveries()
                .find(state.id, sequence)
                .ifPresent(row -> ledger.move(
                        state, sequence, row.progress(), row.progress().to(Phase.PARKED)));
    }
}
