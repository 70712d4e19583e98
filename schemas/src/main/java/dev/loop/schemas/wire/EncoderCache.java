package dev.loop.schemas.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Finds the encoder of a topic and schema. It looks by the schema's identity first, since comparing schemas costs more
 * than writing a record, and then by its text, for callers that parse a schema for every record.
 */
final class EncoderCache {

    /** More than any sensible number of topics times shapes; a full cache is emptied rather than grown. */
    private static final int MOST = 256;

    private final SchemaRegistryClient registry;
    private final SerializerSettings settings;
    private final Map<TextKey, Encoder> byText = new HashMap<>();
    private volatile List<Entry> byIdentity = List.of();

    private interface Encoder {
        byte[] encode(Object value);
    }

    private record Entry(String topic, Schema schema, boolean specific, Encoder encoder) {}

    private record TextKey(String subject, String text, boolean specific) {}

    EncoderCache(SchemaRegistryClient registry, SerializerSettings settings) {
        this.registry = registry;
        this.settings = settings;
    }

    byte[] encode(String topic, Schema schema, Object value) {
        boolean specific = value instanceof SpecificRecord;
        List<Entry> entries = byIdentity;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.schema() == schema
                    && entry.specific() == specific
                    && entry.topic().equals(topic)) {
                return entry.encoder().encode(value);
            }
        }
        return learn(topic, schema, value).encode(value);
    }

    private synchronized Encoder learn(String topic, Schema schema, Object value) {
        boolean specific = value instanceof SpecificRecord;
        String subject = settings.subjects().subject(topic, settings.key(), schema);
        TextKey key = new TextKey(subject, SchemaText.of(schema), specific);
        Encoder encoder = byText.get(key);
        if (encoder == null) {
            GenericData model = specific ? SpecificData.getForClass(value.getClass()) : GenericData.get();
            encoder = settings.latestVersion()
                    ? encoderAsLatest(subject, schema, model)
                    : new RecordEncoder(idFor(subject, schema), schema, model)::encode;
            if (byText.size() >= MOST) {
                byText.clear();
            }
            byText.put(key, encoder);
        }
        List<Entry> entries = byIdentity.size() >= MOST ? new ArrayList<>() : new ArrayList<>(byIdentity);
        entries.add(new Entry(topic, schema, specific, encoder));
        byIdentity = List.copyOf(entries);
        return encoder;
    }

    private int idFor(String subject, Schema schema) {
        return settings.autoRegister() ? registry.register(subject, schema) : registry.idFor(subject, schema);
    }

    private Encoder encoderAsLatest(String subject, Schema schema, GenericData model) {
        RegisteredSchema latest = registry.latest(subject);
        if (SchemaText.of(latest.schema()).equals(SchemaText.of(schema))) {
            return new RecordEncoder(latest.id(), schema, model)::encode;
        }
        var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(latest.schema(), schema);
        if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
            throw new SerializationException(
                    "use.latest.version is set, and the value's schema cannot be read as version "
                            + latest.version() + " of '" + subject + "': "
                            + compatibility.getResult().getIncompatibilities());
        }
        // The value is written in its own schema, read in the newest and written again: written by position, fields
        // would take each other's place.
        RecordEncoder own = new RecordEncoder(latest.id(), schema, model);
        RecordDecoder translate = new RecordDecoder(latest.id(), schema, latest.schema(), GenericData.get());
        RecordEncoder newest = new RecordEncoder(latest.id(), latest.schema(), GenericData.get());
        return value -> newest.encode(translate.decode(own.encode(value)));
    }
}
