package dev.loop.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Iterator;

/**
 * The limits of a schema and a subject, so that none costs more than it is worth to its readers. They are checked
 * before Avro parses, which accepts any number and any length.
 */
final class SchemaLimits {

    static final int LONGEST_NAME = 255;
    static final int LARGEST_FIXED = 1 << 20;
    static final int MOST_BRANCHES = 500;
    static final int MOST_FIELDS = 5_000;
    static final int MOST_REFERENCES = 100;
    static final int DEEPEST = 200;
    static final int DEEPEST_REFERENCES = 50;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws RegistryError 42208 if the name is empty, too long, kept for others or cannot be shown */
    static void checkSubject(String subject) {
        boolean plain = subject.codePoints()
                .noneMatch(c -> Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.SURROGATE
                        || Character.getType(c) == Character.LINE_SEPARATOR
                        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
        if (subject.isBlank() || subject.startsWith("__") || subject.length() > LONGEST_NAME || !plain) {
            throw RegistryError.invalidSubject(shown(subject));
        }
    }

    /** @throws RegistryError 42201 that says which limit is passed */
    static void check(SchemaBody body) {
        if (body.references().size() > MOST_REFERENCES) {
            throw RegistryError.invalidSchema(
                    "it has " + body.references().size() + " references, and " + MOST_REFERENCES + " is the most");
        }
        try {
            checkTokens(body.text());
            checkTree(JSON.readTree(body.text()));
        } catch (IOException notJson) {
            // Avro reports what is wrong, as with the bare name of a type.
        }
    }

    private static void checkTokens(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > DEEPEST) {
                    throw RegistryError.invalidSchema("it is nested more than " + DEEPEST + " deep");
                }
                if (token == JsonToken.VALUE_NUMBER_FLOAT && !Double.isFinite(parser.getDoubleValue())) {
                    throw RegistryError.invalidSchema("the number " + shown(parser.getText()) + " is beyond a double");
                }
            }
        }
    }

    private static void checkTree(JsonNode node) {
        if (node.isArray() && node.size() > MOST_FIELDS) {
            throw RegistryError.invalidSchema(
                    "a list has " + node.size() + " entries, and " + MOST_FIELDS + " is the most");
        }
        if (node.isObject()) {
            checkName(node.path("name"));
            checkName(node.path("namespace"));
            node.path("aliases").forEach(SchemaLimits::checkName);
            checkFixed(node);
            checkUnion(node.path("type"));
            checkUnion(node.path("items"));
            checkUnion(node.path("values"));
        }
        for (Iterator<JsonNode> inside = node.elements(); inside.hasNext(); ) {
            checkTree(inside.next());
        }
    }

    private static void checkName(JsonNode name) {
        if (name.isTextual() && name.asText().length() > LONGEST_NAME) {
            throw RegistryError.invalidSchema("the name " + shown(name.asText()) + " has "
                    + name.asText().length() + " characters, and " + LONGEST_NAME + " is the most");
        }
    }

    private static void checkFixed(JsonNode node) {
        JsonNode size = node.path("size");
        if (node.path("type").asText().equals("fixed")
                && size.isNumber()
                && !(size.canConvertToInt() && size.asInt() >= 0 && size.asInt() <= LARGEST_FIXED)) {
            throw RegistryError.invalidSchema(
                    "the fixed " + shown(node.path("name").asText()) + " has a size of " + shown(size.asText())
                            + ": from 0 to " + LARGEST_FIXED + " bytes are allowed");
        }
    }

    private static void checkUnion(JsonNode type) {
        if (type.isArray() && type.size() > MOST_BRANCHES) {
            throw RegistryError.invalidSchema(
                    "a union has " + type.size() + " branches, and " + MOST_BRANCHES + " is the most");
        }
    }

    /** Returns a text for a message: short, and without characters that a log or a terminal would obey. */
    static String shown(String text) {
        String cut = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return cut.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    }

    private SchemaLimits() {}
}
