package dev.loop.api.feedback;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Json;
import dev.loop.api.http.ProblemWriter;
import dev.loop.schemas.intake.OtherName;
import dev.loop.schemas.text.FieldError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The results of a batch, one for each line in the order of the lines, and their totals. Not for several threads. */
final class BatchResults {

    /** The limit of other imports that an answer names; items of further ones are counted together. */
    private static final int MOST_OTHER_IMPORTS = 50;

    private final boolean refusedOnly;
    private final boolean compared;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    private final JsonGenerator json;
    private final Map<String, Integer> fields = new TreeMap<>();
    private final Map<String, Integer> otherImports = new TreeMap<>();
    private int created;
    private int known;
    private int changed;
    private int differs;
    private int refused;
    private int failed;

    /** @param refusedOnly whether only refused lines have a result each */
    BatchResults(boolean refusedOnly, KnownStates.Mode mode) throws IOException {
        this.refusedOnly = refusedOnly;
        this.compared = mode != KnownStates.Mode.CREATE;
        this.json = Json.generator(bytes);
        json.writeStartArray();
    }

    /** @param differing the fields in which the line and a known item differ */
    void taken(int line, String id, String status, List<String> differing) throws IOException {
        switch (status) {
            case "created" -> created++;
            case "changed" -> changed++;
            case "differs" -> differs++;
            default -> known++;
        }
        differing.forEach(field -> fields.merge(field, 1, Integer::sum));
        result(line, id, status, differing, List.of());
    }

    /** Counts an item that another import created. */
    void ofImport(String name) {
        boolean room = otherImports.size() < MOST_OTHER_IMPORTS || otherImports.containsKey(name);
        otherImports.merge(room ? name : OtherName.OTHER, 1, Integer::sum);
    }

    /** @param id null if the line has none */
    void refused(int line, @Nullable String id, List<FieldError> errors) throws IOException {
        refused++;
        result(line, id, "refused", List.of(), errors);
    }

    void failed(int line, @Nullable String id, RuntimeException cause) throws IOException {
        failed++;
        String problem = ProblemWriter.known(cause)
                .map(known -> known.problem().title().toLowerCase(Locale.ROOT))
                .orElse("something went wrong here");
        var error = new FieldError("", "was not stored for certain: " + problem, "send it again");
        result(line, id, "failed", List.of(), List.of(error));
    }

    private void result(int line, @Nullable String id, String status, List<String> differing, List<FieldError> errors)
            throws IOException {
        if (refusedOnly && errors.isEmpty()) {
            return;
        }
        json.writeStartObject();
        json.writeNumberField("line", line);
        json.writeStringField("status", status);
        if (id != null) {
            json.writeStringField("id", id);
        }
        if (!differing.isEmpty()) {
            json.writeArrayFieldStart("fields");
            for (String field : differing) {
                json.writeString(field);
            }
            json.writeEndArray();
        }
        if (!errors.isEmpty()) {
            json.writeFieldName("errors");
            ProblemWriter.writeErrors(json, errors);
        }
        json.writeEndObject();
    }

    /** Ends the results; they can be written now. */
    void close() throws IOException {
        json.writeEndArray();
        json.close();
    }

    int created() {
        return created;
    }

    /** Returns the number of lines that are items, new or known. */
    int accepted() {
        return created + known + changed + differs;
    }

    /** Writes totals and results, as members of an object. */
    void write(JsonGenerator object) throws IOException {
        object.writeNumberField("lines", accepted() + refused + failed);
        object.writeNumberField("created", created);
        object.writeNumberField("known", known);
        if (compared) {
            object.writeNumberField("changed", changed);
            object.writeNumberField("differs", differs);
            write(object, "fields", fields);
            write(object, "otherImports", otherImports);
        }
        object.writeNumberField("refused", refused);
        if (failed > 0) {
            object.writeNumberField("failed", failed);
        }
        object.writeFieldName("results");
        object.writeRawValue(bytes.toString(StandardCharsets.UTF_8));
    }

    private static void write(JsonGenerator object, String name, Map<String, Integer> counts) throws IOException {
        object.writeObjectFieldStart(name);
        for (Map.Entry<String, Integer> count : counts.entrySet()) {
            object.writeNumberField(count.getKey(), count.getValue());
        }
        object.writeEndObject();
    }
}
