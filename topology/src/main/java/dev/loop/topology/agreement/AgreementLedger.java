package dev.loop.topology.agreement;

import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Agreement;
import dev.loop.schemas.avro.AgreementGroup;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.event.AgreementEvents;
import dev.loop.schemas.text.TextRules;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.UnreadableRecordException;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.deadletter.RefusalCounts;
import dev.loop.topology.store.StoreNames;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import dev.loop.topology.webhook.fanout.ProjectEventFanout;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts how often people say of an item what the machine had said. All of a project is in one partition, so that one task
 * counts it.
 *
 * <p>Invariant: the counts are those of the labels as they stand. A label that changes or goes is subtracted exactly as it
 * was added. A group that comes to lie below all others is told once, until it does so no more.
 */
public final class AgreementLedger implements Processor<byte[], byte[], byte[], byte[]> {

    /** The nodes that the ledger forwards to. */
    public record Outputs(String counts, String events, String commands, String deadLetters) {}

    private static final byte VERSION = 1;
    private static final byte COUNTS = 1;
    private static final byte LABEL = 2;

    private final SchemaRegistryClient registry;
    private final Outputs outputs;
    private final EndpointDirectory endpoints;
    private final RefusalCounts refusals;
    private ProcessorContext<byte[], byte[]> context;
    private KeyValueStore<Bytes, byte[]> store;
    private Deserializer<Label> labels;
    private Serde<Agreement> counts;
    private ProjectEventFanout fanout;

    public AgreementLedger(
            SchemaRegistryClient registry, Outputs outputs, EndpointDirectory endpoints, RefusalCounts refusals) {
        this.registry = registry;
        this.outputs = outputs;
        this.endpoints = endpoints;
        this.refusals = refusals;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        this.store = context.getStateStore(StoreNames.AGREEMENT);
        this.labels = WireSerdes.of(Topics.LABELS, registry).deserializer();
        this.counts = WireSerdes.of(Topics.AGREEMENT, registry);
        this.fanout = new ProjectEventFanout(registry, endpoints, outputs.events(), outputs.commands());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        int slash = key.lastIndexOf('/');
        if (slash <= 0) {
            reject(record, "The key " + TextRules.quote(key) + " is not project/id");
            return;
        }
        Optional<AgreedLabel> after;
        try {
            after = AgreedLabel.of(
                    record.value() == null ? null : labels.deserialize(Topics.LABELS.name(), record.value()));
        } catch (UnreadableRecordException unreadable) {
            reject(record, String.valueOf(unreadable.getMessage()));
            return;
        }
        Bytes row = row(LABEL, record.key());
        Optional<AgreedLabel> before = Optional.ofNullable(store.get(row)).map(AgreedLabel::read);
        if (!before.equals(after)) {
            store.put(row, after.map(AgreedLabel::bytes).orElse(null));
            change(key.substring(0, slash), before, after, record.timestamp());
        }
    }

    private void change(String project, Optional<AgreedLabel> before, Optional<AgreedLabel> after, long now) {
        byte[] key = project.getBytes(StandardCharsets.UTF_8);
        Bytes row = row(COUNTS, key);
        byte[] known = store.get(row);
        var changing = new AgreementCounts(
                project, known == null ? null : counts.deserializer().deserialize(Topics.AGREEMENT.name(), known));
        before.ifPresent(changing::subtract);
        after.ifPresent(changing::add);
        List<AgreementGroup> fell = changing.fell(now);
        @Nullable Agreement record = changing.record(Instant.ofEpochMilli(now));
        byte[] value = record == null ? null : counts.serializer().serialize(Topics.AGREEMENT.name(), record);
        store.put(row, value);
        context.forward(new Record<>(key, value, now), outputs.counts());
        if (record != null) {
            fell.forEach(
                    group -> fanout.tell(context, project, AgreementEvents.low(record, group, now), any -> true, now));
        }
    }

    private static Bytes row(byte kind, byte[] key) {
        byte[] row = new byte[key.length + 2];
        row[0] = VERSION;
        row[1] = kind;
        System.arraycopy(key, 0, row, 2, key.length);
        return Bytes.wrap(row);
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
