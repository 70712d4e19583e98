package dev.loop.topology.webhook.delivery;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The deliveries and endpoints that wait for a time, ordered by that time. The queue reads nothing before the next row
 * is due, and then begins where it left off: neither later rows nor rows taken before cost anything.
 */
final class DueQueue {

    private static final byte[] PRESENT = {1};

    private final KeyValueStore<Bytes, byte[]> store;

    /** No row is due earlier than this. */
    private long next;

    DueQueue(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** @param sequence number of a delivery, or 0 for the endpoint as a whole */
    void add(long at, String endpointId, long sequence) {
        long due = Math.max(0, at);
        store.put(LedgerKeys.due(due, endpointId, sequence), PRESENT);
        next = Math.min(next, due);
    }

    /** Takes out due rows, up to a limit. The caller checks whether they still mean anything. */
    List<LedgerKeys.Due> take(long now, int atMost) {
        if (now < next) {
            return List.of();
        }
        List<LedgerKeys.Due> taken = new ArrayList<>();
        try (var rows = store.range(LedgerKeys.dueFrom(next), LedgerKeys.end(LedgerKeys.Kind.DUE))) {
            next = Long.MAX_VALUE;
            while (rows.hasNext()) {
                LedgerKeys.Due due = LedgerKeys.due(rows.next().key);
                if (due.at() > now || taken.size() == atMost) {
                    next = due.at();
                    break;
                }
                taken.add(due);
            }
        }
        taken.forEach(due -> store.delete(LedgerKeys.due(due.at(), due.endpointId(), due.sequence())));
        return taken;
    }

    /** Returns when the next row falls due, or an earlier time; {@link Long#MAX_VALUE} if there is none. */
    long next() {
        return next;
    }
}
