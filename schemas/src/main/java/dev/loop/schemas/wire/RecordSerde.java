package dev.loop.schemas.wire;

import dev.loop.schemas.TrustedRecords;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The serde of one generated record type in one topic. It always uses the subject of its own topic, whatever topic
 * Kafka Streams passes in, so that changelogs never show up in the registry. It asks the registry when the first record
 * comes, not before.
 */
final class RecordSerde<V extends SpecificRecord> implements Serde<V> {

    static {
        TrustedRecords.install();
    }

    private final String subject;
    private final Class<V> type;
    private final SpecificData model;
    private final Schema schema;
    private final SchemaRegistryClient registry;
    private final Map<Integer, RecordDecoder> decoders = new ConcurrentHashMap<>();
    private volatile @Nullable RecordEncoder encoder;
    private volatile @Nullable RecordDecoder last;

    RecordSerde(String topic, Class<V> type, SchemaRegistryClient registry) {
        this.subject = topic + "-value";
        this.type = type;
        this.model = SpecificData.getForClass(type);
        this.schema = model.getSchema(type);
        this.registry = registry;
    }

    @Override
    public Serializer<V> serializer() {
        return (topic, value) -> value == null ? null : encode(value);
    }

    @Override
    public Deserializer<V> deserializer() {
        return (topic, record) -> record == null ? null : decode(record);
    }

    private byte[] encode(V value) {
        RecordEncoder current = encoder;
        if (current == null) {
            current = new RecordEncoder(registry.register(subject, schema), schema, model);
            encoder = current;
        }
        return current.encode(value);
    }

    private V decode(byte[] record) {
        int id = WireFormat.schemaId(record);
        RecordDecoder decoder = last;
        if (decoder == null || decoder.schemaId() != id) {
            decoder = decoders.get(id);
            if (decoder == null) {
                decoder = new RecordDecoder(id, registry.schemaById(id), schema, model);
                decoders.put(id, decoder);
            }
            last = decoder;
        }
        Object value = decoder.decode(record);
        try {
            return type.cast(value);
        } catch (ClassCastException e) {
            throw new MalformedRecordException("schema " + id + " is not a " + type.getName(), e);
        }
    }
}
