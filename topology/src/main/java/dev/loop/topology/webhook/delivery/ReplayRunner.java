package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.WebhookReplay;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.utils.Bytes;

/**
 * Runs replays step by step. Each is stored with its place until it is done. A replay that is asked for while its
 * endpoint is disabled waits a while, since the ledger may hear of the replay before it hears that the endpoint was
 * enabled.
 */
final class ReplayRunner {

    private static final long PATIENCE_MILLIS = Duration.ofMinutes(5).toMillis();

    private final LedgerStores ledger;
    private final DisablingPolicy policy;
    private final DeliveryFlow flow;
    private final Deque<Bytes> open = new ArrayDeque<>();

    ReplayRunner(LedgerStores ledger, DisablingPolicy policy, DeliveryFlow flow) {
        this.ledger = ledger;
        this.policy = policy;
        this.flow = flow;
        try (var rows = ledger.schedule()
                .range(LedgerKeys.first(LedgerKeys.Kind.REPLAY), LedgerKeys.end(LedgerKeys.Kind.REPLAY))) {
            rows.forEachRemaining(row -> open.add(row.key));
        }
    }

    void ask(String endpointId, WebhookReplay asked, long at) {
        ledger.endpoints().find(endpointId).map(EndpointStates.Held::state).ifPresent(state -> {
            Bytes key = LedgerKeys.numbered(LedgerKeys.Kind.REPLAY, endpointId, ++state.lastReplay);
            long first = asked.getSince()
                    .map(since -> firstSince(state, since.toEpochMilli()))
                    .orElse(state.firstSequence);
            ReplayOrder order = ReplayOrder.of(asked, at, first, state.lastSequence);
            ledger.schedule().put(key, ledger.codec().replay(order));
            ledger.endpoints().save(state);
            open.add(key);
        });
    }

    /**
     * Returns the first sequence that may hold an event of that time: an event is received after it happened, give or
     * take a clock.
     */
    private long firstSince(EndpointState state, long since) {
        long low = state.firstSequence;
        long high = state.lastSequence + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            boolean before = ledger.deliveries()
                    .find(state.id, middle)
                    .map(row -> row.heading().receivedAt() < since - PATIENCE_MILLIS)
                    .orElse(false);
            if (before) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    boolean isAtRest() {
        return open.isEmpty();
    }

    /** @return how many rows were looked at */
    int step(long now, int atMost) {
        Bytes key = open.poll();
        if (key == null) {
            return 0;
        }
        byte[] stored = ledger.schedule().get(key);
        EndpointStates.Held held =
                ledger.endpoints().find(LedgerKeys.endpoint(key)).orElse(null);
        if (stored == null || held == null) {
            ledger.schedule().delete(key);
            return 1;
        }
        ReplayOrder order = ledger.codec().replay(stored);
        policy.lift(held.state());
        if (policy.disabled(held.state())) {
            if (now - order.at() > PATIENCE_MILLIS) {
                ledger.schedule().delete(key);
            } else {
                open.add(key);
            }
            return 1;
        }
        ReplayOrder after = goOn(held, order, now, atMost);
        flow.pump(held, now);
        if (after.done()) {
            ledger.schedule().delete(key);
        } else {
            ledger.schedule().put(key, ledger.codec().replay(after));
            open.add(key);
        }
        return (int) (after.next() - order.next()) + 1;
    }

    private ReplayOrder goOn(EndpointStates.Held held, ReplayOrder order, long now, int atMost) {
        DeliveryReader reader = ledger.deliveries().reader();
        String endpointId = held.state().id;
        if (!order.deliveries().isEmpty()) {
            int to = (int) Math.min(order.deliveries().size(), order.next() + atMost);
            for (String delivery : order.deliveries().subList((int) order.next(), to)) {
                reader.find(endpointId, delivery).filter(order::selects).ifPresent(row -> flow.replay(held, row, now));
            }
            return order.goneOn(to);
        }
        long to = Math.min(order.last(), order.next() + atMost - 1);
        try (DeliveryReader.Rows rows = reader.rows(endpointId, order.next(), to, false)) {
            while (rows.hasNext()) {
                DeliveryReader.Row row = rows.next();
                if (order.selects(row)) {
                    flow.replay(held, row, now);
                }
            }
        }
        return order.goneOn(to + 1);
    }
}
