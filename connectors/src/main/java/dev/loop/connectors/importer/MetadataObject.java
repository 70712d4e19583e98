package dev.loop.connectors.importer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.connectors.importer.Binding.Refusing;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Writes the metadata of an item, of one object and of columns for single keys, in the order of the keys. */
final class MetadataObject {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Map<String, String> entries = new TreeMap<>();

    void put(String key, String value) {
        entries.put(key, value);
    }

    void putIfAbsent(String key, String value) {
        entries.putIfAbsent(key, value);
    }

    /** Takes the members of a row's object, which may be text that is JSON. */
    void members(Binding binding, Row row) throws Refusing {
        JsonNode node = binding.object(row);
        if (node == null || node.isNull()) {
            return;
        }
        if (node.isTextual()) {
            if (node.asText().isBlank()) {
                return;
            }
            try {
                node = MAPPER.readTree(node.asText());
            } catch (JsonProcessingException e) {
                node = null;
            }
        }
        if (!(node instanceof ObjectNode object)) {
            throw new Refusing(
                    binding.field(),
                    "is not a JSON object",
                    "Map a column to one key of it: --map metadata.KEY=COLUMN.");
        }
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            if (!value.isNull()) {
                put(member.getKey(), value.isContainerNode() ? value.toString() : value.asText());
            }
        }
    }

    void writeTo(JsonGenerator out) throws IOException {
        if (entries.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart("metadata");
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
    }
}
