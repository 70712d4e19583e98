package dev.loop.topology.webhook.fanout;

import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.avro.TrendEvent;
import dev.loop.schemas.event.TrendEvents;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.UnreadableRecordException;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.deadletter.RefusalCounts;
import dev.loop.topology.store.StoreNames;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Tells of each spike that opened or closed: one event for the log of the project, and one delivery for each endpoint
 * that subscribes to it.
 *
 * <p>Invariant: an opening and a closing are told once. Several instances may write the same state of a spike, so its
 * state before is looked up: an opening is news if the spike was not known, and a closing if it was open. The store is
 * the topic {@code trends} itself, which a restore reads up to where this has come.
 */
public final class TrendFanout implements Processor<byte[], byte[], byte[], byte[]> {

    /** The nodes that the fan-out forwards to. */
    public record Outputs(String events, String commands, String deadLetters) {}

    private final SchemaRegistryClient registry;
    private final Outputs outputs;
    private final EndpointDirectory endpoints;
    private final RefusalCounts refusals;
    private ProcessorContext<byte[], byte[]> context;
    private Deserializer<Trend> reader;
    private ProjectEventFanout fanout;
    private KeyValueStore<Bytes, byte[]> spikes;

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
        this.fanout = new ProjectEventFanout(registry, endpoints, outputs.events(), outputs.commands());
        this.spikes = context.getStateStore(StoreNames.TRENDS);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Bytes key = Bytes.wrap(record.key());
        byte[] before = spikes.get(key);
        spikes.put(key, record.value());
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
        TrendEvents.of(trend)
                .filter(any -> isNews(trend, before))
                .ifPresent(event -> fanout.tell(
                        context,
                        trend.getProject(),
                        event,
                        subscriber -> subscriber.matches(trend),
                        record.timestamp()));
    }

    private boolean isNews(Trend trend, byte @Nullable [] before) {
        Optional<Trend> known = known(before);
        if (known.isEmpty()) {
            return true;
        }
        // A state from before the known one comes from an instance that was behind.
        return trend.getEvent() == TrendEvent.CLOSED
                && known.get().getClosedAt().isEmpty()
                && trend.getRevision() >= known.get().getRevision();
    }

    private Optional<Trend> known(byte @Nullable [] value) {
        try {
            return Optional.ofNullable(value).map(bytes -> reader.deserialize(Topics.TRENDS.name(), bytes));
        } catch (UnreadableRecordException rejected) {
            return Optional.empty();
        }
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
