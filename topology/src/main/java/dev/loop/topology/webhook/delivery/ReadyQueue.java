package dev.loop.topology.webhook.delivery;

import java.util.OptionalLong;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The deliveries of one endpoint that wait for their turn, by sequence. The store holds all of them; memory holds the
 * first ones, so that a store full of removed rows is not searched again and again.
 */
final class ReadyQueue {

    private static final byte[] PRESENT = {1};
    private static final int READ_AT_ONCE = 64;

    /** The limit in memory: 16 KiB for each endpoint in use. */
    private static final int MOST_IN_MEMORY = 4 * READ_AT_ONCE;

    private final KeyValueStore<Bytes, byte[]> store;
    private final String endpointId;
    private final TreeSet<Long> head = new TreeSet<>();

    /** The head holds all deliveries up to this sequence. */
    private long complete;

    /** @param empty whether the store holds nothing of this endpoint */
    ReadyQueue(KeyValueStore<Bytes, byte[]> store, String endpointId, boolean empty) {
        this.store = store;
        this.endpointId = endpointId;
        this.complete = empty ? Long.MAX_VALUE : 0;
    }

    void add(long sequence) {
        store.put(LedgerKeys.numbered(LedgerKeys.Kind.READY, endpointId, sequence), PRESENT);
        if (sequence <= complete) {
            head.add(sequence);
        }
        if (head.size() > MOST_IN_MEMORY) {
            while (head.size() > READ_AT_ONCE) {
                complete = head.pollLast() - 1;
            }
        }
    }

    /** Takes out the lowest sequence. */
    OptionalLong poll() {
        if (head.isEmpty() && complete < Long.MAX_VALUE) {
            read();
        }
        Long first = head.pollFirst();
        if (first == null) {
            return OptionalLong.empty();
        }
        store.delete(LedgerKeys.numbered(LedgerKeys.Kind.READY, endpointId, first));
        return OptionalLong.of(first);
    }

    void remove(long sequence) {
        head.remove(sequence);
        store.delete(LedgerKeys.numbered(LedgerKeys.Kind.READY, endpointId, sequence));
    }

    private void read() {
        try (var rows = store.range(
                LedgerKeys.numbered(LedgerKeys.Kind.READY, endpointId, complete + 1),
                LedgerKeys.numbered(LedgerKeys.Kind.READY, endpointId, Long.MAX_VALUE))) {
            while (rows.hasNext() && head.size() < READ_AT_ONCE) {
                head.add(LedgerKeys.number(rows.next().key));
            }
            complete = rows.hasNext() ? head.last() : Long.MAX_VALUE;
        }
    }
}
