package dev.loop.topology.store;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.TaskId;

/**
 * The open stores of feedback in this process, written ones and standbys.
 *
 * <p>Kafka Streams finds a store only while its thread runs, and so none of them while partitions move. A store itself
 * can be read from when it is opened until it is closed, whoever comes to write it meanwhile.
 */
public final class OpenFeedbackStores {

    private final Map<Integer, FeedbackView> stores = new ConcurrentHashMap<>();

    private final Map<Integer, FeedbackStore> written = new ConcurrentHashMap<>();

    /** Numbers copies, distinct from those of other processes; the number says nothing about the contents. */
    private final AtomicLong copies = new AtomicLong(Uuid.randomUuid().getMostSignificantBits());

    long numberOfCopy() {
        return copies.incrementAndGet();
    }

    void opened(int partition, FeedbackStore store) {
        written.put(partition, store);
        stores.put(partition, store.view());
    }

    void closed(int partition, FeedbackStore store) {
        stores.remove(partition, store.view());
        written.remove(partition, store);
    }

    /** Returns the damage of each damaged partition. */
    public Map<Integer, String> damages() {
        Map<Integer, String> found = new TreeMap<>();
        written.forEach((partition, store) -> store.damage().ifPresent(how -> found.put(partition, how)));
        return found;
    }

    /** Returns the task of a partition with damaged files. Cheap. */
    public Optional<TaskId> damaged(int partition) {
        FeedbackStore store = written.get(partition);
        return store == null || store.damage().isEmpty() ? Optional.empty() : Optional.of(store.task());
    }

    /**
     * Returns the store of a partition, however far it is restored.
     *
     * @throws InvalidStateStoreException where there is none here
     */
    public FeedbackView get(int partition) {
        FeedbackView store = stores.get(partition);
        if (store == null) {
            throw new InvalidStateStoreException("Partition " + partition + " is not here");
        }
        return store;
    }

    /** Returns all open stores, by partition. */
    public Map<Integer, FeedbackView> all() {
        return Map.copyOf(stores);
    }
}
