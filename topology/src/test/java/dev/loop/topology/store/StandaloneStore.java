package dev.loop.topology.store;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.CommitCallback;
import org.apache.kafka.streams.processor.StateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store without a topology around it: what Kafka Streams does to one (open, restore, close, open again), done by hand,
 * and what it would write to its changelog, kept.
 */
public final class StandaloneStore implements AutoCloseable {

    private final Path directory;
    private final StoreMemory memory;
    private final Log log = new Log();
    private final FeedbackStore store;
    private @Nullable StateRestoreCallback restore;

    /** @param cellBytes how much of the cells may be in memory */
    public StandaloneStore(Path directory, long cellBytes) {
        this.directory = directory;
        this.memory = new StoreMemory(4 << 20, 16 << 20, cellBytes);
        this.store = new FeedbackStore("feedback", log, memory, 1, new OpenFeedbackStores());
        open();
    }

    public FeedbackStore store() {
        return store;
    }

    /** Returns the records that were written to the changelog. */
    public List<KeyValue<byte[], byte[]>> changelog() {
        return log.records;
    }

    /**
     * Opens the store as after an assignment: on the same directory and with the same object, as Kafka Streams does.
     */
    public void open() {
        store.init(new Context(), store);
    }

    /** Restores records in batches, as they come from the broker. */
    public void restore(List<KeyValue<byte[], byte[]>> records) {
        for (int from = 0; from < records.size(); from += 1000) {
            ((BatchingStateRestoreCallback) Objects.requireNonNull(restore))
                    .restoreAll(records.subList(from, Math.min(records.size(), from + 1000)));
        }
    }

    public void closeStore() {
        store.close();
    }

    @Override
    public void close() {
        store.close();
        memory.close();
    }

    private final class Context implements StateStoreContext {

        @Override
        public File stateDir() {
            return directory.toFile();
        }

        @Override
        public void register(StateStore root, StateRestoreCallback callback) {
            restore = callback;
        }

        @Override
        public void register(StateStore root, StateRestoreCallback callback, CommitCallback commit) {
            restore = callback;
        }

        @Override
        public String applicationId() {
            return "loop";
        }

        @Override
        public TaskId taskId() {
            return new TaskId(0, 0);
        }

        @Override
        public Optional<RecordMetadata> recordMetadata() {
            return Optional.empty();
        }

        @Override
        public Serde<?> keySerde() {
            throw notHere();
        }

        @Override
        public Serde<?> valueSerde() {
            throw notHere();
        }

        @Override
        public StreamsMetrics metrics() {
            throw notHere();
        }

        @Override
        public Map<String, Object> appConfigs() {
            return Map.of();
        }

        @Override
        public Map<String, Object> appConfigsWithPrefix(String prefix) {
            return Map.of();
        }

        private UnsupportedOperationException notHere() {
            return new UnsupportedOperationException("A standalone store has no task around it");
        }
    }

    /** Stands for the changelog, and keeps what is written. */
    private static final class Log implements KeyValueStore<Bytes, byte[]> {

        final List<KeyValue<byte[], byte[]>> records = new ArrayList<>();

        @Override
        public void put(Bytes key, byte[] value) {
            records.add(KeyValue.pair(key.get(), value));
        }

        @Override
        public byte[] putIfAbsent(Bytes key, byte[] value) {
            throw writeOnly();
        }

        @Override
        public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
            entries.forEach(entry -> put(entry.key, entry.value));
        }

        @Override
        public byte[] delete(Bytes key) {
            throw writeOnly();
        }

        @Override
        public byte[] get(Bytes key) {
            throw writeOnly();
        }

        @Override
        public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
            throw writeOnly();
        }

        @Override
        public KeyValueIterator<Bytes, byte[]> all() {
            throw writeOnly();
        }

        @Override
        public long approximateNumEntries() {
            return records.size();
        }

        @Override
        public String name() {
            return "feedback";
        }

        @Override
        public void init(StateStoreContext context, StateStore root) {}

        @Override
        public void close() {}

        @Override
        public boolean persistent() {
            return true;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        private static UnsupportedOperationException writeOnly() {
            return new UnsupportedOperationException("A changelog is written only");
        }
    }
}
