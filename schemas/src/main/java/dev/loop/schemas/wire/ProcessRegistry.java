package dev.loop.schemas.wire;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * Registries of this process by name, for plug-ins that are configured by texts alone: {@code
 * schema.registry.url=process://NAME}. Asking them takes no HTTP and no key.
 */
public final class ProcessRegistry {

    static final String SCHEME = "process://";

    private static final Map<String, SchemaRegistryClient> BY_NAME = new ConcurrentHashMap<>();

    /**
     * Offers a registry until the answer is closed.
     *
     * @throws IllegalStateException if the name is taken
     */
    public static AutoCloseable offer(String name, SchemaRegistryClient registry) {
        if (BY_NAME.putIfAbsent(name, registry) != null) {
            throw new IllegalStateException("there is a registry " + name + " in this process already");
        }
        return () -> BY_NAME.remove(name, registry);
    }

    /** Returns a client of a registry that may be offered later; each call looks it up. */
    static SchemaRegistryClient named(String name) {
        return new SchemaRegistryClient() {
            @Override
            public int register(String subject, Schema schema) {
                return found().register(subject, schema);
            }

            @Override
            public int idFor(String subject, Schema schema) {
                return found().idFor(subject, schema);
            }

            @Override
            public Schema schemaById(int id) {
                return found().schemaById(id);
            }

            @Override
            public RegisteredSchema latest(String subject) {
                return found().latest(subject);
            }

            private SchemaRegistryClient found() {
                SchemaRegistryClient registry = BY_NAME.get(name);
                if (registry == null) {
                    throw new RegistryUnavailableException("there is no registry " + name + " in this process");
                }
                return registry;
            }
        };
    }

    private ProcessRegistry() {}
}
