package dev.loop.topology.webhook.fanout;

import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.TrendEvents;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.UnreadableRecordException;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.deadletter.RefusalCounts;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import dev.loop.topology.webhook.endpoint.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Makes one delivery for each spike that opened or closed and each endpoint that subscribes to it. Several instances
 * may write the same state of a spike: ids derive from it, so the ledger of deliveries takes it in once.
 */
public final class TrendFanout implements Processor<byte[], byte[], byte[], byte[]> {

    /** The nodes that the fan-out forwards to. */
    public record Outputs(String commands, String deadLetters) {}

    private final SchemaRegistryClient registry;
    private final Outputs outputs;
    private final EndpointDirectory endpoints;
    private final RefusalCounts refusals;
    private ProcessorContext<byte[], byte[]> context;
    private Deserializer<Trend> reader;
    private Serializer<WebhookCommand> writer;

    public TrendFanout(
            SchemaRegistryClient registry, Outputs outputs, EndpointDirectory endpoints, RefusalCounts refusals) {
        this.registry = registry;
        this.outputs = outputs;
        this.endpoints = endpoints;
        this.refusals = refusals;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        this.reader = WireSerdes.of(Topics.TRENDS, registry).deserializer();
        this.writer = WireSerdes.of(Topics.WEBHOOK_COMMANDS, registry).serializer();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        Trend trend;
        try {
            trend = reader.deserialize(Topics.TRENDS.name(), record.value());
        } catch (UnreadableRecordException unreadable) {
            reject(record, String.valueOf(unreadable.getMessage()));
            return;
        }
        Optional<Event> event = TrendEvents.of(trend);
        if (event.isPresent()) {
            byte[] body = event.get().json();
            for (Subscription subscriber :
                    endpoints.subscribers(trend.getProject(), event.get().type().word())) {
                if (subscriber.matches(trend)) {
                    emit(trend.getProject(), subscriber.endpoint().getId(), event.get(), body, record.timestamp());
                }
            }
        }
    }

    private void emit(String project, String endpointId, Event event, byte[] body, long timestamp) {
        byte[] value = writer.serialize(
                Topics.WEBHOOK_COMMANDS.name(), DeliveryCommands.deliver(project, endpointId, event, body));
        context.forward(
                new Record<>(endpointId.getBytes(StandardCharsets.UTF_8), value, timestamp), outputs.commands());
    }

    private void reject(Record<byte[], byte[]> record, String detail) {
        RecordMetadata metadata = context.recordMetadata().orElseThrow();
        Headers headers = new RecordHeaders();
        DeadLetterHeaders.describe(
                headers, "unreadable", detail, metadata.topic(), metadata.partition(), metadata.offset());
        context.forward(new Record<>(record.key(), record.value(), record.timestamp(), headers), outputs.deadLetters());
        refusals.count("unreadable");
    }
}
