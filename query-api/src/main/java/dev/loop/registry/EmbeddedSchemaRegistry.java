package dev.loop.registry;

import dev.loop.schemas.wire.MalformedRecordException;
import dev.loop.schemas.wire.RegisteredSchema;
import dev.loop.schemas.wire.RegistryRefusedException;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.SchemaText;
import dev.loop.schemas.wire.UnknownSchemaIdException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema registry of the one-process mode, asked without HTTP. {@link SchemaRegistryRoutes} offers the same one
 * over HTTP.
 *
 * <p>Kept in the topic {@link dev.loop.schemas.Topics#SCHEMAS}, which has to exist. Several processes may share the
 * topic.
 */
public final class EmbeddedSchemaRegistry implements SchemaRegistryClient {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedSchemaRegistry.class);

    private final RegistryLog log;
    private final SchemaRegistry registry;

    /**
     * Reads the topic; returns when all that is in it is known.
     *
     * @param kafkaConfigs where Kafka is ({@code bootstrap.servers}) and how to log in there
     * @throws dev.loop.schemas.wire.RegistryUnavailableException if the topic is not there or does not answer
     */
    public static EmbeddedSchemaRegistry start(Map<String, ?> kafkaConfigs) {
        EmbeddedSchemaRegistry registry = new EmbeddedSchemaRegistry(SchemaRegistryLog.open(kafkaConfigs, PATIENCE));
        int restored = registry.registry.restoreOwn();
        if (restored > 0) {
            LOG.warn("{} schemas of Loop's own topics had been deleted and are put back under the same ids", restored);
        }
        return registry;
    }

    EmbeddedSchemaRegistry(RegistryLog log) {
        this.log = log;
        this.registry = new SchemaRegistry(log);
    }

    SchemaRegistry registry() {
        return registry;
    }

    @Override
    public int register(String subject, Schema schema) {
        return answered(() -> registry.register(subject, body(schema))).id();
    }

    @Override
    public int idFor(String subject, Schema schema) {
        return answered(() -> registry.lookUp(subject, body(schema), false)).id();
    }

    @Override
    public Schema schemaById(int id) {
        try {
            return registry.schema(id);
        } catch (RegistryError e) {
            if (e.code() == RegistryRefusedException.SCHEMA_NOT_FOUND) {
                throw new UnknownSchemaIdException(id);
            }
            throw new MalformedRecordException("schema " + id + " cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public RegisteredSchema latest(String subject) {
        return answered(() -> {
            SubjectVersion version = registry.version(subject, Optional.empty(), false);
            return new RegisteredSchema(subject, version.version(), version.id(), registry.schema(version.id()));
        });
    }

    private static SchemaBody body(Schema schema) {
        return new SchemaBody(SchemaText.of(schema), List.of());
    }

    private static <T> T answered(Supplier<T> call) {
        try {
            return call.get();
        } catch (RegistryError e) {
            throw new RegistryRefusedException(e.code(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        log.close();
    }
}
