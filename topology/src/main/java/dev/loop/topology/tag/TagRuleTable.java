package dev.loop.topology.tag;

import dev.loop.schemas.avro.TagRule;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the directory in step with the topic. Its store is in memory, so that the whole topic passes through it at each
 * start, before the first item is worked on.
 */
public final class TagRuleTable implements Processor<String, TagRule, Void, Void> {

    private final String storeName;
    private final TagRuleDirectory directory;
    private KeyValueStore<String, TagRule> store;

    public TagRuleTable(String storeName, TagRuleDirectory directory) {
        this.storeName = storeName;
        this.directory = directory;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        store = context.getStateStore(storeName);
    }

    @Override
    public void process(Record<String, TagRule> record) {
        store.put(record.key(), record.value());
        int slash = record.key().indexOf('/');
        if (slash >= 0) {
            directory.put(record.key().substring(0, slash), record.key().substring(slash + 1), record.value());
        }
    }
}
