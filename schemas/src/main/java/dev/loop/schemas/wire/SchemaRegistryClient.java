package dev.loop.schemas.wire;

import java.util.Map;
import org.apache.avro.Schema;

/**
 * What serializers ask of a schema registry. For use by many threads. A schema of an id cannot change and is asked for
 * once; who calls {@link #register} or {@link #idFor} for every record keeps the answer, as the serializers do.
 *
 * <p>All methods throw {@link RegistryUnavailableException} where the registry could not be asked.
 */
public interface SchemaRegistryClient extends AutoCloseable {

    /**
     * The id of the schema in the subject; registers it if it is not there yet.
     *
     * @throws RegistryRefusedException if the schema is not compatible with the subject's earlier ones
     */
    int register(String subject, Schema schema);

    /**
     * The id of the schema in the subject; registers nothing.
     *
     * @throws RegistryRefusedException if it is not there
     */
    int idFor(String subject, Schema schema);

    /**
     * The schema of an id.
     *
     * @throws UnknownSchemaIdException if the registry answered that there is none
     * @throws MalformedRecordException if it is not an Avro schema
     */
    Schema schemaById(int id);

    /**
     * The newest schema of a subject. Asks each time, since it changes.
     *
     * @throws RegistryRefusedException if the subject is unknown
     */
    RegisteredSchema latest(String subject);

    @Override
    default void close() {}

    /**
     * A client made from Confluent's configuration keys.
     *
     * <p>{@code schema.registry.url} is a list of addresses, or {@code mock://scope}: a registry in memory that everybody
     * in this process shares who names the same scope.
     *
     * @throws org.apache.kafka.common.config.ConfigException if a key is missing or its value cannot be used
     */
    static SchemaRegistryClient from(Map<String, ?> configs) {
        return new RegistryConfig(configs).client();
    }
}
