package dev.loop.topology.webhook.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The endpoints that something was ever sent to, and the queues of those in use. Everything in memory can be made again
 * from the stores, so entries that were not used lately are dropped.
 */
final class EndpointStates {

    private static final int MOST_IN_MEMORY = 4096;

    /** An endpoint in use. */
    record Held(EndpointState state, ReadyQueue queue) {}

    private final KeyValueStore<Bytes, byte[]> store;
    private final KeyValueStore<Bytes, byte[]> schedule;
    private final RowCodec codec;
    private final Totals totals = new Totals();
    private final Map<String, Held> held = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Held> eldest) {
            return size() > MOST_IN_MEMORY;
        }
    };

    EndpointStates(KeyValueStore<Bytes, byte[]> store, KeyValueStore<Bytes, byte[]> schedule, RowCodec codec) {
        this.store = store;
        this.schedule = schedule;
        this.codec = codec;
        try (var rows = store.all()) {
            rows.forEachRemaining(row -> totals.replace(Totals.NOTHING, Totals.of(codec.state(row.value))));
        }
    }

    Optional<Held> find(String endpointId) {
        Held known = held.get(endpointId);
        if (known != null) {
            return Optional.of(known);
        }
        return stored(endpointId).map(state -> {
            state.counted = Totals.of(state);
            return hold(state);
        });
    }

    /** Returns the endpoint to be looked at, without taking it into memory: a copy, if it is not in use. */
    Optional<EndpointState> look(String endpointId) {
        Held known = held.get(endpointId);
        return known == null ? stored(endpointId) : Optional.of(known.state());
    }

    private Optional<EndpointState> stored(String endpointId) {
        return Optional.ofNullable(store.get(LedgerKeys.endpoint(endpointId))).map(codec::state);
    }

    Held findOrMake(String endpointId, String project) {
        return find(endpointId).orElseGet(() -> hold(new EndpointState(endpointId, project)));
    }

    private Held hold(EndpointState state) {
        Held made = new Held(state, new ReadyQueue(schedule, state.id, state.ready == 0));
        held.put(state.id, made);
        return made;
    }

    /** Saves an endpoint; called after each step. */
    void save(EndpointState state) {
        state.counted = totals.replace(state.counted, Totals.of(state));
        store.put(LedgerKeys.endpoint(state.id), codec.state(state));
    }

    void forget(EndpointState state) {
        totals.replace(state.counted, Totals.NOTHING);
        store.delete(LedgerKeys.endpoint(state.id));
        held.remove(state.id);
    }

    /** Returns the ids of all endpoints, in no particular order. */
    List<String> ids() {
        List<String> ids = new ArrayList<>();
        try (var rows = store.all()) {
            rows.forEachRemaining(row -> ids.add(LedgerKeys.endpointOfState(row.key)));
        }
        return ids;
    }

    /** Returns since when something is ready at an endpoint in memory; {@link Long#MAX_VALUE} if nothing is. */
    long oldestReady() {
        long oldest = Long.MAX_VALUE;
        for (Held one : held.values()) {
            if (one.state().readySince > 0) {
                oldest = Math.min(oldest, one.state().readySince);
            }
        }
        return oldest;
    }

    Totals totals() {
        return totals;
    }
}
