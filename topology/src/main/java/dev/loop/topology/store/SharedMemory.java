package dev.loop.topology.store;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/**
 * Lets Kafka Streams' own stores share the process's {@link StoreMemory} as well: by default each of them takes 50 MB of
 * blocks and 48 MB of write buffers for itself, times the number of partitions.
 */
public final class SharedMemory implements RocksDBConfigSetter {

    /** The key of the configuration under which the {@link StoreMemory} itself is passed. */
    public static final String MEMORY = "loop.store.memory";

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        if (configs.get(MEMORY) instanceof StoreMemory memory) {
            BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
            table.setBlockCache(memory.blocks());
            table.setCacheIndexAndFilterBlocks(true);
            table.setPinTopLevelIndexAndFilter(true);
            options.setTableFormatConfig(table);
            options.setWriteBufferManager(memory.writeBuffers());
        }
    }

    /** Closes nothing: the owner of the memory closes it, after all stores. */
    @Override
    public void close(String storeName, Options options) {}
}
