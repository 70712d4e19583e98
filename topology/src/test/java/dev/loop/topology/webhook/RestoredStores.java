package dev.loop.topology.webhook;

import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Gives the ledger its stores as a restore leaves them, before it is initialised: the test driver itself restores
 * nothing. Named in the configuration, and finds what to restore there.
 */
public final class RestoredStores implements ProcessorWrapper {

    /** The key under which the stores' content is configured: by store, then by key. */
    static final String CONTENT = "test.restored.stores";

    private Map<String, Map<Bytes, byte[]>> content = Map.of();

    @Override
    @SuppressWarnings("unchecked")
    public void configure(Map<String, ?> configs) {
        content = (Map<String, Map<Bytes, byte[]>>) configs.get(CONTENT);
    }

    @Override
    public <K, V, L, W> WrappedProcessorSupplier<K, V, L, W> wrapProcessorSupplier(
            String name, ProcessorSupplier<K, V, L, W> supplier) {
        return ProcessorWrapper.asWrapped(
                name.equals("delivery-ledger") ? () -> new Restoring<>(supplier.get(), content) : supplier);
    }

    @Override
    public <K, V, W> WrappedFixedKeyProcessorSupplier<K, V, W> wrapFixedKeyProcessorSupplier(
            String name, FixedKeyProcessorSupplier<K, V, W> supplier) {
        return ProcessorWrapper.asWrappedFixedKey(supplier);
    }

    private record Restoring<K, V, L, W>(Processor<K, V, L, W> ledger, Map<String, Map<Bytes, byte[]>> content)
            implements Processor<K, V, L, W> {
        @Override
        public void init(ProcessorContext<L, W> context) {
            content.forEach((name, rows) -> {
                KeyValueStore<Bytes, byte[]> store = context.getStateStore(name);
                rows.forEach(store::put);
            });
            ledger.init(context);
        }

        @Override
        public void process(Record<K, V> record) {
            ledger.process(record);
        }

        @Override
        public void close() {
            ledger.close();
        }
    }
}
