package dev.loop.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The description of the API, which answers are held to. Clients must ignore fields that they do not know, so the
 * description leaves its objects open; here they are closed, so that no field is answered that is not described.
 */
final class ApiDescription {

    private static final String CLOSED = "unevaluatedProperties";
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private record Operation(String method, Pattern path, int variables, JsonNode responses) {}

    private final JsonNode document;
    private final ObjectNode components;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<JsonNode, JsonSchema> compiled = new ConcurrentHashMap<>();

    ApiDescription() {
        try (InputStream yaml = ApiServer.class.getResourceAsStream("docs/openapi.yaml")) {
            document = new ObjectMapper(new YAMLFactory()).readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        components = document.get("components").deepCopy();
        components.get("schemas").forEach(schema -> close(schema, true));
        document.get("paths").fields().forEachRemaining(path -> {
            String template = path.getKey();
            Pattern pattern = Pattern.compile(template.replace("$", "\\$").replaceAll("\\{[^}]*}", "[^/]+"));
            int variables = template.split("\\{", -1).length - 1;
            path.getValue()
                    .fields()
                    .forEachRemaining(operation -> operations.add(new Operation(
                            operation.getKey().toUpperCase(Locale.ROOT),
                            pattern,
                            variables,
                            operation.getValue().path("responses"))));
        });
        // A path without variables comes before one whose variable it could be.
        operations.sort((one, other) -> Integer.compare(one.variables(), other.variables()));
    }

    JsonNode document() {
        return document;
    }

    /** Returns what is wrong with a value that a component describes; empty if nothing is. */
    List<String> problems(String component, JsonNode value) {
        return problems(new ObjectMapper().createObjectNode().put("$ref", "#/components/schemas/" + component), value);
    }

    /** Returns what is wrong with a value that a schema of the document describes. */
    List<String> problems(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    /**
     * Returns what is wrong with the JSON of an answer. An address outside of the description may answer anything.
     *
     * @param type the media type without parameters
     */
    List<String> problems(String method, String path, int status, String type, JsonNode body) {
        Optional<Operation> operation = operations.stream()
                .filter(one ->
                        one.method().equals(method) && one.path().matcher(path).matches())
                .findFirst();
        if (operation.isEmpty()) {
            return List.of();
        }
        JsonNode responses = operation.get().responses();
        JsonNode response =
                resolved(responses.has("" + status) ? responses.get("" + status) : responses.path("default"));
        JsonNode schema = response.path("content").path(type).path("schema");
        return schema.isMissingNode()
                ? List.of("no " + type + " is described for the status " + status)
                : problems(schema, body);
    }

    private JsonSchema compile(JsonNode schema) {
        ObjectNode root = schema.deepCopy();
        close(root, true);
        root.set("components", components);
        return SCHEMAS.getSchema(root, CONFIG);
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    /**
     * Closes a schema and those within it.
     *
     * @param whole false for a part of an object, whose other parts have fields as well
     */
    private void close(JsonNode node, boolean whole) {
        if (!(node instanceof ObjectNode schema)) {
            return;
        }
        for (String place : List.of("properties", "patternProperties")) {
            schema.path(place).forEach(inside -> close(inside, true));
        }
        close(schema.path("items"), true);
        close(schema.path("additionalProperties"), true);
        if (schema.path("allOf") instanceof ArrayNode parts) {
            for (int i = 0; i < parts.size(); i++) {
                JsonNode part = resolved(parts.get(i)).deepCopy();
                close(part, false);
                parts.set(i, part);
            }
        }
        boolean own = schema.has("properties") || schema.has("allOf");
        for (String choice : List.of("anyOf", "oneOf")) {
            schema.path(choice).forEach(one -> close(one, whole && !own));
        }
        if (whole && own && !schema.has("additionalProperties")) {
            schema.put(CLOSED, false);
        }
    }
}
