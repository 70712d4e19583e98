package dev.loop.topology.webhook.delivery;

import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Kafka Streams' own stores without a topology. */
final class OpenStore {

    static KeyValueStore<Bytes, byte[]> onDisk(Path directory, String name) {
        return open(directory, Stores.persistentKeyValueStore(name));
    }

    static KeyValueStore<Bytes, byte[]> inMemory(Path directory, String name) {
        return open(directory, Stores.inMemoryKeyValueStore(name));
    }

    private static KeyValueStore<Bytes, byte[]> open(Path directory, KeyValueBytesStoreSupplier supplier) {
        Properties config = new Properties();
        config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        var context = new MockProcessorContext<>(config, new TaskId(0, 0), directory.toFile());
        KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        return store;
    }

    private OpenStore() {}
}
