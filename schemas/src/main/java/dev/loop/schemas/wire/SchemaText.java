package dev.loop.schemas.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * The text under which a schema is registered. It is a text because Avro's {@code equals} ignores documentation, and it
 * leaves out {@code avro.java.string}, which only tells Java how to hold a string.
 */
public final class SchemaText {

    private static final ObjectMapper JSON = new ObjectMapper();

    public static String of(Schema schema) {
        String text = schema.toString();
        if (!text.contains(SpecificData.STRING_PROP)) {
            return text;
        }
        try {
            JsonNode tree = JSON.readTree(text);
            for (JsonNode parent : tree.findParents(SpecificData.STRING_PROP)) {
                ((ObjectNode) parent).remove(SpecificData.STRING_PROP);
            }
            // The parser turns {"type":"string"} into "string".
            return parse(tree.toString()).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro wrote a schema that is not JSON", e);
        }
    }

    /** @throws org.apache.avro.SchemaParseException if it is not an Avro schema */
    static Schema parse(String text) {
        return lenientParser().parse(text);
    }

    /**
     * Returns a parser that accepts defaults that do not fit their type, as older Avro did: such schemas are
     * registered, and records exist in them.
     */
    static Schema.Parser lenientParser() {
        return new Schema.Parser().setValidateDefaults(false);
    }

    private SchemaText() {}
}
