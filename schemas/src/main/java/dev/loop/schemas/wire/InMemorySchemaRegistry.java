package dev.loop.schemas.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/** A schema registry for tests and for {@code mock://scope}: keeps nothing on disk, takes every schema. */
public final class InMemorySchemaRegistry implements SchemaRegistryClient {

    private static final Map<String, InMemorySchemaRegistry> SCOPES = new ConcurrentHashMap<>();

    private final Map<String, Integer> idsByText = new LinkedHashMap<>();
    private final Map<Integer, Schema> schemas = new HashMap<>();
    private final Map<String, List<RegisteredSchema>> subjects = new HashMap<>();

    /** Returns the registry of a scope, which all callers in this process share. */
    public static InMemorySchemaRegistry scope(String name) {
        return SCOPES.computeIfAbsent(name, ignored -> new InMemorySchemaRegistry());
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        String text = SchemaText.of(schema);
        int id = idsByText.computeIfAbsent(text, ignored -> idsByText.size() + 1);
        Schema kept = schemas.computeIfAbsent(id, ignored -> SchemaText.parse(text));
        List<RegisteredSchema> versions = subjects.computeIfAbsent(subject, ignored -> new ArrayList<>());
        if (versions.stream().noneMatch(version -> version.id() == id)) {
            versions.add(new RegisteredSchema(subject, versions.size() + 1, id, kept));
        }
        return id;
    }

    @Override
    public synchronized int idFor(String subject, Schema schema) {
        Integer id = idsByText.get(SchemaText.of(schema));
        return versions(subject).stream()
                .filter(version -> id != null && version.id() == id)
                .findFirst()
                .orElseThrow(() -> new RegistryRefusedException(
                        RegistryRefusedException.SCHEMA_NOT_FOUND,
                        "subject '" + subject + "' does not have this schema: " + schema.getFullName()))
                .id();
    }

    @Override
    public synchronized Schema schemaById(int id) {
        Schema schema = schemas.get(id);
        if (schema == null) {
            throw new UnknownSchemaIdException(id);
        }
        return schema;
    }

    @Override
    public synchronized RegisteredSchema latest(String subject) {
        List<RegisteredSchema> versions = versions(subject);
        return versions.get(versions.size() - 1);
    }

    private List<RegisteredSchema> versions(String subject) {
        List<RegisteredSchema> versions = subjects.get(subject);
        if (versions == null) {
            throw new RegistryRefusedException(
                    RegistryRefusedException.SUBJECT_NOT_FOUND, "subject '" + subject + "' not found");
        }
        return versions;
    }
}
