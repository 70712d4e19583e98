package dev.loop.schemas.wire;

import static java.util.Objects.requireNonNull;

import dev.loop.schemas.TrustedRecords;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads values in the Confluent wire format.
 *
 * <p>Takes Confluent's configuration: {@code schema.registry.url}, {@code specific.avro.reader} (false: generic
 * records; true: the generated class of the writer's name, read as that class's schema), {@code basic.auth.*},
 * {@code bearer.auth.*}, {@code schema.registry.ssl.*}. Null stays null. Thread-safe once configured.
 *
 * <p>Errors: {@link UnreadableRecordException} for a value that can never be read, {@link RegistryUnavailableException}
 * for one to be read again later.
 */
public final class ConfluentAvroDeserializer implements Deserializer<Object> {

    static {
        TrustedRecords.install();
    }

    private static final String SPECIFIC = "specific.avro.reader";

    private static final ConfigDef KEYS = new ConfigDef()
            .define(SPECIFIC, Type.BOOLEAN, false, Importance.LOW, "Read as the generated class of the writer's name.");

    private final @Nullable SchemaRegistryClient given;
    private final Map<Integer, RecordDecoder> decoders = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient registry;
    private @Nullable RecordDecoder last;
    private boolean specific;

    /** Creates a deserializer for Kafka, which calls {@link #configure} next. */
    public ConfluentAvroDeserializer() {
        this.given = null;
    }

    /** Creates a deserializer of generic records; {@link #configure} may ask for specific ones. */
    public ConfluentAvroDeserializer(SchemaRegistryClient registry) {
        this.given = requireNonNull(registry);
        this.registry = registry;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        specific = new AbstractConfig(KEYS, RegistryConfig.classesAsNames(configs), false).getBoolean(SPECIFIC);
        decoders.clear();
        if (given == null) {
            registry = SchemaRegistryClient.from(configs);
        }
    }

    @Override
    public @Nullable Object deserialize(String topic, byte @Nullable [] record) {
        if (record == null) {
            return null;
        }
        int id = WireFormat.schemaId(record);
        RecordDecoder decoder = last;
        if (decoder == null || decoder.schemaId() != id) {
            // computeIfAbsent would hold a lock while the registry is asked.
            decoder = decoders.get(id);
            if (decoder == null) {
                decoder = decoderFor(id);
                decoders.put(id, decoder);
            }
            last = decoder;
        }
        return decoder.decode(record);
    }

    private RecordDecoder decoderFor(int id) {
        SchemaRegistryClient client = registry;
        if (client == null) {
            throw new IllegalStateException("configure() has to be called before deserialize()");
        }
        Schema writer = client.schemaById(id);
        if (!specific || writer.getType() != Schema.Type.RECORD) {
            return new RecordDecoder(id, writer, null, GenericData.get());
        }
        Class<?> type = SpecificData.get().getClass(writer);
        if (type == null || !SpecificRecord.class.isAssignableFrom(type)) {
            throw new MalformedRecordException(
                    "specific.avro.reader is set, and there is no class " + writer.getFullName() + " for schema " + id);
        }
        return new RecordDecoder(id, writer, SpecificData.get().getSchema(type), SpecificData.getForClass(type));
    }

    /** Closes the registry client that {@link #configure} made; a client that was passed in belongs to the caller. */
    @Override
    public void close() {
        if (given == null && registry != null) {
            registry.close();
        }
    }
}
