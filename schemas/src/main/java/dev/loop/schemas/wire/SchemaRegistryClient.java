package dev.loop.schemas.wire;

import java.util.Map;
import org.apache.avro.Schema;

/**
 * The calls that serializers make to a schema registry. Thread-safe. The schema of an id cannot change and is fetched
 * once; callers that need {@link #register} or {@link #idFor} for every record keep the answer, as the serializers do.
 *
 * <p>All methods throw {@link RegistryUnavailableException} where the registry could not be asked.
 */
public interface SchemaRegistryClient extends AutoCloseable {

    /**
     * Returns the id of the schema in the subject, and registers the schema if it is new.
     *
     * @throws RegistryRefusedException if the schema is not compatible with the subject's earlier ones
     */
    int register(String subject, Schema schema);

    /**
     * Returns the id of the schema in the subject; registers nothing.
     *
     * @throws RegistryRefusedException if it is not there
     */
    int idFor(String subject, Schema schema);

    /**
     * Returns the schema of an id.
     *
     * @throws UnknownSchemaIdException if the registry answered that there is none
     * @throws MalformedRecordException if it is not an Avro schema
     */
    Schema schemaById(int id);

    /**
     * Returns the newest schema of a subject. Every call asks the registry, since the newest one changes.
     *
     * @throws RegistryRefusedException if the subject is unknown
     */
    RegisteredSchema latest(String subject);

    @Override
    default void close() {}

    /**
     * Returns a client made from Confluent's configuration keys.
     *
     * <p>{@code schema.registry.url} is a list of addresses, or {@code mock://scope}: a registry in memory, one per
     * scope in this process.
     *
     * @throws org.apache.kafka.common.config.ConfigException if a key is missing or its value cannot be used
     */
    static SchemaRegistryClient from(Map<String, ?> configs) {
        return new RegistryConfig(configs).client();
    }
}
