package dev.loop.schemas.wire;

import static java.util.Objects.requireNonNull;

import dev.loop.schemas.TrustedRecords;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes Avro records, and plain strings, numbers and bytes, in the Confluent wire format; registers their schemas.
 *
 * <p>Takes Confluent's configuration: {@code schema.registry.url}, {@code auto.register.schemas} (true),
 * {@code use.latest.version} (false), {@code key.subject.name.strategy} and {@code value.subject.name.strategy}
 * (TopicNameStrategy), {@code basic.auth.*}, {@code bearer.auth.*}, {@code schema.registry.ssl.*}. Null is a tombstone
 * and stays null. Thread-safe once configured.
 *
 * <p>Errors: {@link RegistryRefusedException} if the registry does not take the schema, {@link
 * RegistryUnavailableException} if it could not be asked, {@code SerializationException} for a value of another shape.
 */
public final class ConfluentAvroSerializer implements Serializer<Object> {

    static {
        TrustedRecords.install();
    }

    private final @Nullable SchemaRegistryClient given;
    private @Nullable EncoderCache encoders;
    private @Nullable SchemaRegistryClient own;

    /** Creates a serializer for Kafka, which calls {@link #configure} next. */
    public ConfluentAvroSerializer() {
        this.given = null;
    }

    /** Creates a serializer of values with the defaults; {@link #configure} may change all but the registry. */
    public ConfluentAvroSerializer(SchemaRegistryClient registry) {
        this.given = requireNonNull(registry);
        this.encoders = new EncoderCache(registry, SerializerSettings.defaults());
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        SchemaRegistryClient registry = given;
        if (registry == null) {
            registry = own = SchemaRegistryClient.from(configs);
        }
        encoders = new EncoderCache(registry, SerializerSettings.from(configs, isKey));
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        EncoderCache cache = encoders;
        if (cache == null) {
            throw new IllegalStateException("configure() has to be called before serialize()");
        }
        Schema schema = ValueSchemas.of(value);
        return cache.encode(topic, schema, value);
    }

    /** Closes the registry client that {@link #configure} made; a client that was passed in belongs to the caller. */
    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
