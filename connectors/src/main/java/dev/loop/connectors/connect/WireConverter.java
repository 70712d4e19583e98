package dev.loop.connectors.connect;

import static java.util.Objects.requireNonNull;

import dev.loop.schemas.wire.ConfluentAvroDeserializer;
import dev.loop.schemas.wire.RegistryUnavailableException;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.UnreadableRecordException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro records in the Confluent wire format as Kafka Connect's structs, for sinks. It takes the keys of {@link
 * ConfluentAvroDeserializer} ({@code value.converter.schema.registry.url} and so on) and yields what {@code
 * io.confluent.connect.avro.AvroConverter} does for records of Loop's topics, which may take its place: structs, maps
 * and arrays unchanged, enums as strings, {@code timestamp-millis} as Connect's timestamp.
 *
 * <p>Errors: {@link DataException} for bytes that can never be read, which {@code errors.tolerance=all} sets aside;
 * {@link RetriableException} while the registry is away, which needs {@code errors.retry.timeout=-1}, or good records
 * would be set aside as well.
 */
public final class WireConverter implements Converter {

    private final Map<org.apache.avro.Schema, StructMaker> makers = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient registry;
    private @Nullable ConfluentAvroDeserializer deserializer;

    /** Kafka Connect calls this, and {@link #configure} next. */
    public WireConverter() {}

    WireConverter(SchemaRegistryClient registry) {
        deserializer = new ConfluentAvroDeserializer(registry);
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        registry = SchemaRegistryClient.from(configs);
        deserializer = new ConfluentAvroDeserializer(registry);
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define(
                        "schema.registry.url",
                        ConfigDef.Type.LIST,
                        ConfigDef.Importance.HIGH,
                        "Addresses of the schema registry.");
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
        if (value == null) {
            return SchemaAndValue.NULL;
        }
        Object read;
        try {
            read = requireNonNull(deserializer, "configure() comes first").deserialize(topic, value);
        } catch (RegistryUnavailableException away) {
            throw new RetriableException(away);
        } catch (UnreadableRecordException never) {
            throw new DataException(topic + ": " + never.getMessage(), never);
        }
        if (!(read instanceof IndexedRecord record)) {
            throw new DataException(topic + ": a value that is not a record");
        }
        StructMaker maker = makers.get(record.getSchema());
        if (maker == null) {
            maker = makers.computeIfAbsent(record.getSchema(), StructMaker::new);
        }
        return new SchemaAndValue(maker.schema(), maker.struct(record));
    }

    /** A sink never calls this, and the converter is for sinks only. */
    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        throw new DataException(
                "This converter is for sinks and only reads; io.confluent.connect.avro.AvroConverter writes as well");
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
    }
}
