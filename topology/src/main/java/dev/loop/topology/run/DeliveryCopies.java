package dev.loop.topology.run;

import dev.loop.topology.store.StoreNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.LagInfo;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which standby copies of the ledger of deliveries have caught up once, and so show a state that was and not
 * a part of one.
 *
 * <p>A copy has caught up once it is past the end that the changelog had at the first look. Where nothing is written, a
 * copy never gets past that end, since only marks of transactions follow; it then counts as caught up when neither it
 * nor the end moves any more and the two are close.
 */
final class DeliveryCopies {

    private static final List<String> STORES =
            List.of(StoreNames.WEBHOOK_DELIVERIES, StoreNames.WEBHOOK_ENDPOINT_STATES);

    /** The distance from the last record to the end that still counts as close. */
    private static final long MARKS = 100;

    private final Set<Integer> whole = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Map<String, LagInfo>> first = new HashMap<>();
    private final Map<Integer, Map<String, LagInfo>> last = new HashMap<>();

    boolean whole(int partition) {
        return whole.contains(partition);
    }

    Set<Integer> whole() {
        return Set.copyOf(whole);
    }

    /** Forgets all copies but these. Returns whether one of them is not known to be whole. */
    boolean keep(Set<Integer> following) {
        whole.retainAll(following);
        first.keySet().retainAll(following);
        last.keySet().retainAll(following);
        return !whole.containsAll(following);
    }

    /**
     * Compares copies and ends. One thread calls this regularly, with the result of
     * {@code KafkaStreams.allLocalStorePartitionLags}.
     */
    void look(Set<Integer> following, Map<String, Map<Integer, LagInfo>> lags) {
        for (int partition : following) {
            Map<String, LagInfo> now = new HashMap<>();
            for (String store : STORES) {
                @Nullable LagInfo lag = lags.getOrDefault(store, Map.of()).get(partition);
                if (lag != null) {
                    now.put(store, lag);
                }
            }
            if (now.size() < STORES.size()) {
                continue;
            }
            Map<String, LagInfo> begun = first.computeIfAbsent(partition, p -> now);
            Map<String, LagInfo> before = last.put(partition, now);
            if (STORES.stream().allMatch(store -> caughtUp(lag(begun, store), before, lag(now, store), store))) {
                whole.add(partition);
            }
        }
    }

    private static LagInfo lag(Map<String, LagInfo> lags, String store) {
        return Objects.requireNonNull(lags.get(store));
    }

    private static boolean caughtUp(LagInfo begun, @Nullable Map<String, LagInfo> before, LagInfo now, String store) {
        long position = now.currentOffsetPosition();
        if (position >= begun.endOffsetPosition()) {
            return true;
        }
        LagInfo then = before == null ? null : before.get(store);
        return then != null
                && position > 0
                && then.currentOffsetPosition() == position
                && then.endOffsetPosition() == now.endOffsetPosition()
                && now.offsetLag() <= MARKS;
    }
}
