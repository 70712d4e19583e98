package dev.loop.registry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Parses schemas together with those they refer to. */
final class ParsedSchemas {

    /** The limit of a schema's text in a refusal: it may have a million characters. */
    private static final int LONGEST_QUOTE = 1_000;

    private final SchemaRegistryState state;

    ParsedSchemas(SchemaRegistryState state) {
        this.state = state;
    }

    /**
     * Returns a new schema in its canonical form, so that it is recognised in any layout.
     *
     * @throws RegistryError 42201 if it is not an Avro schema or refers to what is not there
     */
    SchemaBody canonical(SchemaBody given) {
        SchemaLimits.check(given);
        Parsed parsed = parse(given, true);
        String text = parsed.referenced().isEmpty()
                ? parsed.schema().toString()
                : parsed.schema().toString(parsed.referenced(), false);
        return new SchemaBody(text, given.references());
    }

    /** Parses a registered schema: defaults that do not fit are accepted, since records exist in it. */
    Schema stored(SchemaBody body) {
        return parse(body, false).schema();
    }

    private record Parsed(Schema schema, List<Schema> referenced) {}

    private Parsed parse(SchemaBody body, boolean strict) {
        if (body.text().isBlank()) {
            throw RegistryError.invalidSchema("it is empty");
        }
        try {
            Schema.Parser parser = new Schema.Parser().setValidateDefaults(strict);
            List<Schema> referenced = new ArrayList<>();
            addReferences(body, parser, referenced, new LinkedHashSet<>(), strict ? 0 : Integer.MIN_VALUE);
            return new Parsed(parser.parse(body.text()), referenced);
        } catch (RegistryError refused) {
            throw refused;
        } catch (RuntimeException | StackOverflowError e) {
            // Avro also throws exceptions of Jackson and of the class library, whose words are about its insides.
            String details = e instanceof AvroRuntimeException
                    ? String.valueOf(e.getMessage())
                    : "it is not a schema: check that every name is defined";
            throw RegistryError.invalidSchema(cut(body.text()) + ", details: " + cut(details));
        }
    }

    private static String cut(String text) {
        return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text;
    }

    private void addReferences(
            SchemaBody body, Schema.Parser parser, List<Schema> referenced, Set<SchemaReference> seen, int depth) {
        if (depth > SchemaLimits.DEEPEST_REFERENCES) {
            throw RegistryError.invalidSchema(
                    "its references go on for more than " + SchemaLimits.DEEPEST_REFERENCES + " schemas");
        }
        for (SchemaReference reference : body.references()) {
            if (!seen.add(reference)) {
                continue;
            }
            SubjectVersion target = state.version(reference.subject(), reference.version())
                    .orElseThrow(() -> RegistryError.invalidSchema("no schema reference found for subject \""
                            + reference.subject() + "\" and version " + reference.version()));
            addReferences(target.body(), parser, referenced, seen, depth + 1);
            if (!parser.getTypes().containsKey(reference.name())) {
                referenced.add(parser.parse(target.body().text()));
            }
        }
    }
}
