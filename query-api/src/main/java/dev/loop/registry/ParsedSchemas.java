package dev.loop.registry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** From text to schema, with what it refers to. */
final class ParsedSchemas {

    private final SchemaRegistryState state;

    ParsedSchemas(SchemaRegistryState state) {
        this.state = state;
    }

    /**
     * A new schema in the one way of writing it, so that the same one is recognised however it was laid out.
     *
     * @throws RegistryError 42201 if it is not an Avro schema or refers to what is not there
     */
    SchemaBody canonical(SchemaBody given) {
        Parsed parsed = parse(given, true);
        String text = parsed.referenced().isEmpty()
                ? parsed.schema().toString()
                : parsed.schema().toString(parsed.referenced(), false);
        return new SchemaBody(text, given.references());
    }

    /** A schema that is registered already: defaults that do not fit are let pass, since its records are there. */
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
            addReferences(body, parser, referenced, new LinkedHashSet<>());
            return new Parsed(parser.parse(body.text()), referenced);
        } catch (AvroRuntimeException e) {
            throw RegistryError.invalidSchema(body.text() + ", details: " + e.getMessage());
        }
    }

    private void addReferences(
            SchemaBody body, Schema.Parser parser, List<Schema> referenced, Set<SchemaReference> seen) {
        for (SchemaReference reference : body.references()) {
            if (!seen.add(reference)) {
                continue;
            }
            SubjectVersion target = state.version(reference.subject(), reference.version())
                    .orElseThrow(() -> RegistryError.invalidSchema("no schema reference found for subject \""
                            + reference.subject() + "\" and version " + reference.version()));
            addReferences(target.body(), parser, referenced, seen);
            if (!parser.getTypes().containsKey(reference.name())) {
                referenced.add(parser.parse(target.body().text()));
            }
        }
    }
}
