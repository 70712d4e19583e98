package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.schemas.text.FieldError;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Refused rows as NDJSON: the object with a member that says why, or the text of a line that is no object. */
final class RefusedNdjson implements RefusedRows.Writer {

    private final BufferedWriter writer;
    private final String importName;

    RefusedNdjson(Path file, String importName) throws IOException {
        this.importName = importName;
        this.writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW);
    }

    @Override
    public void write(Row row, List<FieldError> errors) throws IOException {
        ObjectNode object =
                row instanceof Row.Json json ? json.object().deepCopy() : JsonNodeFactory.instance.objectNode();
        ObjectNode why = object.putObject(RefusedRows.MEMBER).put("line", row.line());
        why.put(RefusedRows.IMPORT, importName);
        if (row instanceof Row.Unreadable unreadable) {
            why.put("text", unreadable.raw().get(0));
        }
        ArrayNode array = why.putArray("errors");
        for (FieldError refusal : errors) {
            array.addObject()
                    .put("field", refusal.field())
                    .put("problem", refusal.problem())
                    .put("remedy", refusal.remedy());
        }
        writer.write(object.toString());
        writer.write('\n');
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
