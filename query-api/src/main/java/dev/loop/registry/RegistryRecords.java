package dev.loop.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.registry.RegistryEvent.CompatibilitySet;
import dev.loop.registry.RegistryEvent.ModeSet;
import dev.loop.registry.RegistryEvent.SubjectDeleted;
import dev.loop.registry.RegistryEvent.VersionForgotten;
import dev.loop.registry.RegistryEvent.VersionSaved;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Encodes events as records of the topic {@code _schemas}, as Confluent's registry writes them (io.confluent.kafka
 * .schemaregistry.storage: SchemaKey, SchemaValue, …). The order of a key's fields matters, since compaction compares
 * bytes.
 */
final class RegistryRecords {

    private static final ObjectMapper JSON = new ObjectMapper();

    record Bytes(byte[] key, byte @Nullable [] value) {}

    static Bytes encode(RegistryEvent event) {
        if (event instanceof VersionSaved saved) {
            SubjectVersion version = saved.version();
            return new Bytes(versionKey(version.subject(), version.version()), bytes(json(version)));
        } else if (event instanceof VersionForgotten forgotten) {
            return new Bytes(versionKey(forgotten.subject(), forgotten.version()), null);
        } else if (event instanceof SubjectDeleted deleted) {
            ObjectNode value = JSON.createObjectNode();
            value.put("subject", deleted.subject()).put("version", deleted.upToVersion());
            return new Bytes(key("DELETE_SUBJECT", Optional.of(deleted.subject())), bytes(value));
        } else if (event instanceof CompatibilitySet set) {
            return new Bytes(
                    key("CONFIG", set.subject()),
                    set.level()
                            .map(level -> bytes(withSubject(set.subject()).put("compatibilityLevel", level.name())))
                            .orElse(null));
        } else if (event instanceof ModeSet set) {
            return new Bytes(
                    key("MODE", set.subject()),
                    set.mode()
                            .map(mode -> bytes(withSubject(set.subject()).put("mode", mode)))
                            .orElse(null));
        }
        throw new IllegalArgumentException("no record for " + event);
    }

    /**
     * Returns the event of a record; empty for kinds that change nothing here.
     *
     * @throws IOException if it is not in the format
     */
    static Optional<RegistryEvent> decode(byte[] key, byte @Nullable [] value) throws IOException {
        JsonNode keyJson = JSON.readTree(key);
        Optional<JsonNode> valueJson = value == null ? Optional.empty() : Optional.of(JSON.readTree(value));
        Optional<String> subject = text(keyJson, "subject");
        switch (keyJson.path("keytype").asText()) {
            case "SCHEMA":
                return Optional.of(
                        valueJson.isEmpty()
                                ? new VersionForgotten(
                                        required(keyJson, "subject").asText(),
                                        required(keyJson, "version").asInt())
                                : new VersionSaved(version(valueJson.get())));
            case "DELETE_SUBJECT":
                return valueJson.map(json -> new SubjectDeleted(
                        json.path("subject").asText(), json.path("version").asInt()));
            case "CONFIG":
                Optional<String> level = valueJson.flatMap(json -> text(json, "compatibilityLevel"));
                return Optional.of(new CompatibilitySet(subject, level.flatMap(Compatibility::parse)));
            case "MODE":
                return Optional.of(new ModeSet(subject, valueJson.flatMap(json -> text(json, "mode"))));
            default:
                return Optional.empty();
        }
    }

    private static byte[] versionKey(String subject, int version) {
        ObjectNode key = JSON.createObjectNode();
        key.put("keytype", "SCHEMA")
                .put("subject", subject)
                .put("version", version)
                .put("magic", 1);
        return bytes(key);
    }

    private static byte[] key(String type, Optional<String> subject) {
        ObjectNode key = JSON.createObjectNode().put("keytype", type);
        subject.ifPresent(name -> key.put("subject", name));
        return bytes(key.put("magic", 0));
    }

    private static ObjectNode withSubject(Optional<String> subject) {
        ObjectNode value = JSON.createObjectNode();
        subject.ifPresent(name -> value.put("subject", name));
        return value;
    }

    private static ObjectNode json(SubjectVersion version) {
        ObjectNode value = JSON.createObjectNode();
        value.put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id());
        if (!version.body().references().isEmpty()) {
            value.set("references", JSON.valueToTree(version.body().references()));
        }
        return value.put("schema", version.body().text()).put("deleted", version.deleted());
    }

    private static SubjectVersion version(JsonNode value) throws IOException {
        String type = value.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new IOException("a schema of type " + type + ": only Avro is kept here");
        }
        List<SchemaReference> references = new ArrayList<>();
        for (JsonNode reference : value.path("references")) {
            references.add(new SchemaReference(
                    required(reference, "name").asText(),
                    required(reference, "subject").asText(),
                    required(reference, "version").asInt()));
        }
        return new SubjectVersion(
                required(value, "subject").asText(),
                required(value, "version").asInt(),
                required(value, "id").asInt(),
                new SchemaBody(required(value, "schema").asText(), List.copyOf(references)),
                value.path("deleted").asBoolean());
    }

    private static JsonNode required(JsonNode json, String field) throws IOException {
        if (!json.hasNonNull(field)) {
            throw new IOException("no '" + field + "' in " + json);
        }
        return json.get(field);
    }

    private static Optional<String> text(JsonNode json, String field) {
        return json.hasNonNull(field) ? Optional.of(json.get(field).asText()) : Optional.empty();
    }

    private static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new IllegalStateException("a JSON tree that is none", e);
        }
    }

    private RegistryRecords() {}
}
