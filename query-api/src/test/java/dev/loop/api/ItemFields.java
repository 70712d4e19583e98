package dev.loop.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.loop.connectors.importer.BatchSender;
import dev.loop.connectors.importer.Dialect;
import dev.loop.connectors.importer.FeedbackImport;
import dev.loop.connectors.importer.MappingOptions;
import dev.loop.connectors.importer.RefusedRows;
import dev.loop.connectors.importer.RowMapping;
import dev.loop.connectors.importer.RowSource;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.text.Rfc3339;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The fields of an item, from its schemas, and samples of it that leave none of them out. */
public final class ItemFields {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The fields that no sender gives. */
    static final Set<String> OF_THE_LEDGER = Set.of(
            "id",
            "project",
            "received_at",
            "updated_at",
            "changed_at",
            "revision",
            "command_offset",
            "judged_by",
            "judged_version",
            "judged_revision",
            "unsure",
            "sure",
            "language",
            "explanation",
            "masked",
            "vector",
            "person_word",
            "tagged_by",
            "theme");

    /** The fields of a create that tell what to do with it and how it was judged, and are none that a sender gives. */
    static final Set<String> OF_THE_CREATE =
            Set.of("updated_at", "keep_status", "judged_by", "judged_version", "unsure", "masked");

    /** The fields that no answer shows: a caller sees its own project only, and the offset in {@code Loop-Position}. */
    private static final Set<String> NOT_SHOWN = Set.of(
            "project",
            "command_offset",
            "changed_at",
            "judged_revision",
            "explanation",
            "masked",
            "vector",
            "person_word",
            "tagged_by");

    /** The fields that JSON has in an object of their own, by their names in it. */
    private static final Map<String, String> JUDGEMENT =
            Map.of("by", "judgedBy", "version", "judgedVersion", "unsure", "unsure", "sure", "sure");

    static List<String> names(Schema schema) {
        return schema.getFields().stream().map(Schema.Field::name).toList();
    }

    /** The fields that a sender may give. */
    public static List<String> sent() {
        List<String> sent = new ArrayList<>(names(Create.getClassSchema()));
        sent.removeAll(OF_THE_CREATE);
        return sent;
    }

    static List<String> shown() {
        List<String> shown = new ArrayList<>(names(Feedback.getClassSchema()));
        shown.removeAll(NOT_SHOWN);
        return shown;
    }

    /** Returns the name that a field has in JSON, files and imports. */
    public static String inJson(String field) {
        if (field.equals("user_id")) {
            return "user.id";
        }
        String[] words = field.split("_");
        StringBuilder name = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            name.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(words[i].substring(1));
        }
        return name.toString();
    }

    /** Returns the member of an item in JSON that holds a field. */
    static String top(String field) {
        String name = inJson(field);
        return JUDGEMENT.containsValue(name) ? "judgement" : name.split("\\.")[0];
    }

    /** Returns an item with a value in every field, none of them the default; its texts begin with the given word. */
    public static Create sample(String word) {
        Create create = new Create();
        for (Schema.Field field : Create.getClassSchema().getFields()) {
            if (!OF_THE_CREATE.contains(field.name())) {
                create.put(field.pos(), value(field, word));
            }
        }
        return create;
    }

    private static Object value(Schema.Field field, String word) {
        Schema type = field.schema().isUnion() ? field.schema().getTypes().get(1) : field.schema();
        return switch (type.getType()) {
            case STRING -> word + " " + field.name();
            case ENUM -> SpecificData.get().createEnum(type.getEnumSymbols().get(1), type);
            case BOOLEAN -> true;
            case MAP -> Map.of("browser", "Firefox");
            case LONG ->
                type.getLogicalType() == null
                        ? 7L
                        : ApiFixture.NOW.minus(Duration.ofDays(1)).plusSeconds(field.pos());
            default -> throw new AssertionError("Say what a sample of the type of " + field.name() + " is.");
        };
    }

    /** Returns the values of fields as text, by the names that they have in JSON. */
    static Map<String, String> texts(SpecificRecord item, List<String> fields) {
        Map<String, String> texts = new TreeMap<>();
        for (String field : fields) {
            Object value = item.get(item.getSchema().getField(field).pos());
            if (value != null) {
                texts.put(inJson(field), text(value));
            }
        }
        return texts;
    }

    /** Returns the members of an object as text. Members of {@code user} are named {@code user.id}. */
    static Map<String, String> texts(JsonNode item) {
        Map<String, String> texts = new TreeMap<>();
        item.fields().forEachRemaining(member -> {
            if (member.getKey().equals("user")) {
                texts.put("user.id", text(member.getValue().path("id")));
            } else if (member.getKey().equals("judgement")) {
                member.getValue()
                        .fields()
                        .forEachRemaining(each -> texts.put(JUDGEMENT.get(each.getKey()), text(each.getValue())));
            } else if (!member.getValue().isNull()) {
                texts.put(member.getKey(), text(member.getValue()));
            }
        });
        return texts;
    }

    static String text(Object value) {
        if (value instanceof Instant time) {
            return Rfc3339.format(time.toEpochMilli());
        }
        if (value instanceof Enum<?> word) {
            return word.name().toLowerCase(Locale.ROOT);
        }
        if (value instanceof Map<?, ?> entries) {
            return text(JSON.valueToTree(entries));
        }
        if (value instanceof JsonNode node && node.isContainerNode()) {
            // An entry is a member in one format, and an object of key and value in another.
            List<String> words = new ArrayList<>();
            node.fields().forEachRemaining(member -> {
                if (!Set.of("Key", "Value").contains(member.getKey())) {
                    words.add(member.getKey());
                }
            });
            node.forEach(each -> words.add(text(each)));
            return String.join(" ", words);
        }
        return value instanceof JsonNode node ? node.asText() : value.toString();
    }

    /** Returns an item as the body of {@code POST /v1/feedback}, whatever fields it has. */
    public static ObjectNode body(Create item) {
        ObjectNode body = JSON.createObjectNode();
        for (String field : sent()) {
            Object value = item.get(Create.getClassSchema().getField(field).pos());
            String name = inJson(field);
            ObjectNode parent = name.startsWith("user.") ? body.withObject("/user") : body;
            parent.set(name.substring(name.indexOf('.') + 1), json(value));
        }
        return body;
    }

    private static JsonNode json(Object value) {
        return value instanceof Map || value instanceof Boolean || value instanceof Long
                ? JSON.valueToTree(value)
                : JSON.getNodeFactory().textNode(text(value));
    }

    /** Returns a row for each field as a file for an import has it: its name, and its value as text. */
    public static Map<String, String> row(Create item) {
        Map<String, String> row = new LinkedHashMap<>();
        for (String field : sent()) {
            Object value = item.get(Create.getClassSchema().getField(field).pos());
            row.put(inJson(field), value instanceof Map ? json(value).toString() : text(value));
        }
        return row;
    }

    /** Reads a cell of a table that may hold JSON. */
    static String cell(@Nullable Object value) {
        try {
            return value instanceof String text && text.startsWith("{")
                    ? text(JSON.readTree(text))
                    : value == null ? "" : text(value);
        } catch (com.fasterxml.jackson.core.JsonProcessingException noJson) {
            return String.valueOf(value);
        }
    }

    /** Imports a file whose columns or members are called as the fields are. */
    public static void load(Path file, URI server, String key) {
        var options = new RowSource.Options(
                Optional.empty(), StandardCharsets.UTF_8, Optional.empty(), Dialect.RFC_4180, 0, 0, List.of());
        try (RowSource source = RowSource.open(file.toString(), options);
                RowMapping mapping = new RowMapping(source, MappingOptions.NONE)) {
            var refused = new RefusedRows(RefusedRows.beside(file.toString(), source.format()), source);
            new FeedbackImport(source, mapping, refused, progress -> {})
                    .run(new BatchSender(
                            server, key, BatchSender.Patience.USUAL, BatchSender.Manner.USUAL, wait -> {}));
        }
    }

    /** Returns a file of CSV with one row. */
    public static String csv(Map<String, String> row) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(text)) {
            csv.writeRecord(row.keySet()).writeRecord(row.values());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private ItemFields() {}
}
