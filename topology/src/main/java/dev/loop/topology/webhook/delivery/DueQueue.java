package dev.loop.topology.webhook.delivery;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What waits for a time, in the order of the times. Looks at nothing before the next one is due, and then begins where it
 * left off: neither what is due later nor what was taken before costs anything.
 */
final class DueQueue {

    private static final byte[] PRESENT = {1};

    private final KeyValueStore<Bytes, byte[]> store;

    /** Nothing that is earlier is there. */
    private long next;

    DueQueue(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** @param sequence of a delivery, or 0 for the endpoint as a whole */
    void add(long at, String endpointId, long sequence) {
        long due = Math.max(0, at);
        store.put(Keys.due(due, endpointId, sequence), PRESENT);
        next = Math.min(next, due);
    }

    /** Takes out at most so many that are due. Who gets them looks whether they still mean anything. */
    List<Keys.Due> take(long now, int atMost) {
        if (now < next) {
            return List.of();
        }
        List<Keys.Due> taken = new ArrayList<>();
        try (var rows = store.range(Keys.dueFrom(next), Keys.end(Keys.Kind.DUE))) {
            next = Long.MAX_VALUE;
            while (rows.hasNext()) {
                Keys.Due due = Keys.due(rows.next().key);
                if (due.at() > now || taken.size() == atMost) {
                    next = due.at();
                    break;
                }
                taken.add(due);
            }
        }
        taken.forEach(due -> store.delete(Keys.due(due.at(), due.endpointId(), due.sequence())));
        return taken;
    }

    /** When the next one falls due, or earlier; {@link Long#MAX_VALUE} if there is none. */
    long next() {
        return next;
    }
}
