package dev.loop.topology.webhook.endpoint;

import dev.loop.schemas.avro.WebhookEndpoint;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the directory in step with the topic.
 *
 * <p>Its store is in memory, so that Kafka Streams passes the whole topic through this processor at each start, before
 * the first item is worked on (KIP-813: global state is reprocessed on restore, from the checkpoint of a store on disk,
 * or from the beginning for one in memory).
 */
public final class EndpointTable implements Processor<String, WebhookEndpoint, Void, Void> {

    private final String storeName;
    private final EndpointDirectory directory;
    private KeyValueStore<String, WebhookEndpoint> store;

    public EndpointTable(String storeName, EndpointDirectory directory) {
        this.storeName = storeName;
        this.directory = directory;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        store = context.getStateStore(storeName);
    }

    @Override
    public void process(Record<String, WebhookEndpoint> record) {
        store.put(record.key(), record.value());
        if (record.value() == null) {
            directory.remove(record.key());
        } else {
            directory.put(record.key(), record.value());
        }
    }
}
