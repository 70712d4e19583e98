package dev.loop.topology.store;

import java.util.Map;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Makes the {@link FeedbackStore} of each partition. Its changelog is always written; it has no cache of Kafka Streams,
 * since each change is written once as it is.
 */
public final class FeedbackStoreBuilder implements StoreBuilder<FeedbackStore> {

    private final String name;
    private final StoreMemory memory;
    private final int partitions;
    private final OpenFeedbackStores openStores;
    private Map<String, String> logConfig = Map.of();

    /**
     * @param partitions how many the process may come to hold: each gets its share of the memory
     * @param openStores finds the open stores
     */
    public FeedbackStoreBuilder(String name, StoreMemory memory, int partitions, OpenFeedbackStores openStores) {
        this.name = name;
        this.memory = memory;
        this.partitions = partitions;
        this.openStores = openStores;
    }

    @Override
    public FeedbackStore build() {
        return new FeedbackStore(name, Changelog.of(name), memory, partitions, openStores);
    }

    @Override
    public FeedbackStoreBuilder withLoggingEnabled(Map<String, String> config) {
        this.logConfig = Map.copyOf(config);
        return this;
    }

    @Override
    public FeedbackStoreBuilder withLoggingDisabled() {
        throw new IllegalArgumentException("Without its changelog the store could not be restored");
    }

    @Override
    public FeedbackStoreBuilder withCachingEnabled() {
        return this;
    }

    @Override
    public FeedbackStoreBuilder withCachingDisabled() {
        return this;
    }

    @Override
    public Map<String, String> logConfig() {
        return logConfig;
    }

    @Override
    public boolean loggingEnabled() {
        return true;
    }

    @Override
    public String name() {
        return name;
    }
}
