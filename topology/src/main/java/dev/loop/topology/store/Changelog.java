package dev.loop.topology.store;

import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link FeedbackStore} to its changelog: a key-value store that keeps nothing, inside the one wrapper of
 * Kafka Streams that writes every put to the changelog, in the task's transaction. The public API has no other way for
 * a custom store to write there.
 */
final class Changelog implements KeyValueStore<Bytes, byte[]> {

    private static final Position NOWHERE = Position.emptyPosition();

    private final String name;
    private volatile boolean open;

    private Changelog(String name) {
        this.name = name;
    }

    static KeyValueStore<Bytes, byte[]> of(String store) {
        KeyValueBytesStoreSupplier supplier = new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return store;
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return new Changelog(store);
            }

            @Override
            public String metricsScope() {
                return "feedback-changelog";
            }
        };
        return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(java.util.Map.of())
                .withCachingDisabled()
                .build();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        open = true;
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {}

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        return null;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {}

    @Override
    public byte @Nullable [] delete(Bytes key) {
        return null;
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return null;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        throw keepsNothing();
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        throw keepsNothing();
    }

    /**
     * Returns nothing of use: Kafka Streams asks with every logged record, and {@link AppliedCommands} keeps the real
     * position.
     */
    @Override
    public Position getPosition() {
        return NOWHERE;
    }

    private static IllegalStateException keepsNothing() {
        return new IllegalStateException("A changelog is written only; read the FeedbackStore around it");
    }

    @Override
    public long approximateNumEntries() {
        return 0;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return open;
    }
}
