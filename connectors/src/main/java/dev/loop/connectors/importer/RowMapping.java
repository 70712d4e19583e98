package dev.loop.connectors.importer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.connectors.importer.TimeReader.UnreadableTime;
import dev.loop.schemas.intake.FieldError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes items of rows: JSON objects as {@code POST /v1/feedback} takes them. An empty column is an absent field, except
 * that a message may be empty. A row without an external id gets one from {@link RowIdentity}.
 *
 * <p>Not thread-safe; rows are to be mapped in the order of the file.
 */
public final class RowMapping implements AutoCloseable {

    /** What a row became. */
    sealed interface Mapped {
        /** @param json without a line break */
        record Item(String externalId, byte[] json) implements Mapped {}

        record Refused(List<FieldError> errors) implements Mapped {}
    }

    /** Where the value of one field comes from. */
    private record Binding(
            Field field,
            @Nullable Function<Row, @Nullable JsonNode> column,
            @Nullable String constant,
            @Nullable ValueMap values) {}

    private static final class Refusing extends Exception {
        private final transient FieldError refusal;

        Refusing(Field field, String problem, String remedy) {
            this(new FieldError(field.name(), problem, remedy));
        }

        Refusing(FieldError refusal) {
            super(refusal.problem(), null, false, false);
            this.refusal = refusal;
        }
    }

    private static final JsonFactory JSON = new JsonFactory();
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final RowSource source;
    private final RowIdentity identity;
    private final TimeReader times;
    private final List<Binding> bindings;
    private final Map<String, String> description = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);

    /** @throws ImportException if an option names what is not there, or the first rows need a further option */
    public RowMapping(RowSource source, MappingOptions options) {
        this.source = source;
        this.times = new TimeReader(options.dateFormats(), options.timezone());
        this.bindings = bindings(options);
        this.identity = new RowIdentity();
        try {
            source.peek().forEach(this::checkOptions);
        } catch (RuntimeException e) {
            identity.close();
            throw e;
        }
    }

    private List<Binding> bindings(MappingOptions options) {
        Map<Field, String> columns = options.map().isEmpty() ? sameNames() : options.columns();
        Map<Field, String> constants = options.constants();
        Map<Field, ValueMap> values = ValueMap.of(options.values());
        List<Field> fields = new ArrayList<>(Field.ALL);
        columns.keySet().stream().filter(Field::inMetadata).forEach(fields::add);
        constants.keySet().stream()
                .filter(field -> field.inMetadata() && !fields.contains(field))
                .forEach(fields::add);
        Map<Field, Function<Row, @Nullable JsonNode>> readers = new LinkedHashMap<>();
        columns.forEach((field, column) -> readers.put(field, column(field, column)));
        List<Binding> found = new ArrayList<>();
        for (Field field : fields) {
            String column = columns.get(field);
            String constant = constants.get(field);
            if (column != null || constant != null) {
                found.add(new Binding(field, readers.get(field), constant, values.remove(field)));
                description.put(field.name(), column != null ? column : "'" + constant + "'");
            } else if (Field.REQUIRED.contains(field)) {
                throw new ImportException("Nothing becomes " + field.name() + ", which every item needs. Add --map "
                        + field.name() + "=COLUMN"
                        + (field.equals(Field.SENTIMENT)
                                ? " (and --value sentiment:FROM=TO where its words differ)"
                                : "")
                        + " or --set " + field.name() + "=VALUE. " + there());
            }
        }
        if (!values.isEmpty()) {
            throw new ImportException("--value names "
                    + values.keySet().iterator().next().name() + ", but no column is mapped to it. Add --map for it.");
        }
        return found;
    }

    private String there() {
        return "The columns of " + source.name() + " are: " + String.join(", ", source.columns()) + ".";
    }

    private Map<Field, String> sameNames() {
        Map<Field, String> columns = new LinkedHashMap<>();
        for (Field field : Field.ALL) {
            List<String> alike = source.columns().stream()
                    .filter(column -> Field.bare(column).equals(Field.bare(field.name())))
                    .toList();
            if (alike.contains(field.name()) || source.format() == RowSource.Format.NDJSON && alike.isEmpty()) {
                columns.put(field, field.name());
            } else if (alike.size() == 1) {
                columns.put(field, alike.get(0));
            } else if (!alike.isEmpty()) {
                throw new ImportException("Which of " + String.join(", ", alike) + " is " + field.name()
                        + "? Say it by --map " + field.name() + "=COLUMN and map the others as well.");
            }
        }
        if (source.format() == RowSource.Format.CSV) {
            source.columns().stream()
                    .filter(column -> column.startsWith("metadata."))
                    .forEach(column -> columns.put(Field.of(column), column));
        }
        return columns;
    }

    private Function<Row, @Nullable JsonNode> column(Field field, String column) {
        boolean seen = source.columns().contains(column);
        Optional<Function<Row, @Nullable JsonNode>> reader = source.column(column);
        String unknown = "There is no column '" + column + "' for " + field.name() + ". "
                + Advice.on(column, source.columns(), "The columns of " + source.name() + " are");
        if (reader.isEmpty() || !seen && Field.REQUIRED.contains(field)) {
            throw new ImportException(unknown);
        }
        if (!seen && !column.equals(field.name())) {
            warnings.add("In the first rows: " + unknown);
        }
        return reader.get();
    }

    private void checkOptions(Row row) {
        for (Binding binding : bindings) {
            if (binding.field().kind() == Field.Kind.TIME && !(row instanceof Row.Unreadable)) {
                try {
                    String text = text(binding, row);
                    if (text != null && !text.isBlank()) {
                        times.read(binding.field().name(), text.strip());
                    }
                } catch (UnreadableTime e) {
                    if (e.optionMissing()) {
                        throw new ImportException(source.name() + ", line " + row.line() + ", "
                                + binding.field().name() + " " + e.getMessage() + ". "
                                + e.refusal().remedy());
                    }
                } catch (Refusing e) {
                    // Is refused when its turn comes.
                }
            }
        }
    }

    /** Which column or constant became which field. */
    public Map<String, String> description() {
        return Map.copyOf(description);
    }

    /** What looks wrong but may be right. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    Mapped map(Row row) {
        if (row instanceof Row.Unreadable unreadable) {
            return new Mapped.Refused(List.of(unreadable.refusal()));
        }
        buffer.reset();
        List<FieldError> errors = new ArrayList<>(0);
        try (JsonGenerator out = JSON.createGenerator(buffer)) {
            out.writeStartObject();
            String externalId = write(row, out, errors);
            if (!errors.isEmpty()) {
                return new Mapped.Refused(errors);
            }
            if (externalId == null) {
                externalId = identity.of(source.content(row));
                out.writeStringField(Field.EXTERNAL_ID.name(), externalId);
            }
            out.writeEndObject();
            out.flush();
            return new Mapped.Item(externalId, buffer.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable String write(Row row, JsonGenerator out, List<FieldError> errors) throws IOException {
        String externalId = null;
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Binding binding : bindings) {
            Field field = binding.field();
            try {
                if (field.kind() == Field.Kind.OBJECT) {
                    readMetadata(binding, row, metadata);
                    continue;
                }
                String text = text(binding, row);
                if (text == null) {
                    continue;
                }
                switch (field.kind()) {
                    case TEXT -> {
                        if (field.inMetadata()) {
                            metadata.put(field.metadataKey(), text);
                        } else if (field.equals(Field.USER_ID)) {
                            out.writeObjectFieldStart("user");
                            out.writeStringField("id", text);
                            out.writeEndObject();
                        } else {
                            out.writeStringField(field.name(), text);
                            externalId = field.equals(Field.EXTERNAL_ID) ? text.strip() : externalId;
                        }
                    }
                    case MESSAGE -> out.writeStringField(field.name(), text);
                    case WORD -> out.writeStringField(field.name(), text.strip().toLowerCase(Locale.ROOT));
                    case TIME ->
                        out.writeStringField(
                                field.name(),
                                times.read(field.name(), text.strip()).toString());
                    case TRUTH -> out.writeBooleanField(field.name(), truth(field, text));
                    default -> throw new IllegalStateException(field.toString());
                }
            } catch (UnreadableTime e) {
                errors.add(e.refusal());
            } catch (Refusing e) {
                errors.add(e.refusal);
            }
        }
        if (!metadata.isEmpty()) {
            out.writeObjectFieldStart("metadata");
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                out.writeStringField(entry.getKey(), entry.getValue());
            }
            out.writeEndObject();
        }
        return externalId;
    }

    /** The value of a field as text, null where it is absent. */
    private static @Nullable String text(Binding binding, Row row) throws Refusing {
        Field field = binding.field();
        JsonNode node = binding.column() == null ? null : binding.column().apply(row);
        boolean absent = node == null || node.isNull();
        if (!absent && node.isContainerNode()) {
            throw new Refusing(field, "is an object or a list", "Map one of its members by its path.");
        }
        String text = absent ? "" : node.asText();
        if (binding.values() != null) {
            text = binding.values().apply(text);
        }
        if (!text.isEmpty() && !(text.isBlank() && field.kind() != Field.Kind.MESSAGE)) {
            return text;
        }
        if (binding.constant() != null) {
            return binding.constant().isEmpty() && field.kind() != Field.Kind.MESSAGE ? null : binding.constant();
        }
        return field.kind() == Field.Kind.MESSAGE && !absent ? text : null;
    }

    private static boolean truth(Field field, String text) throws Refusing {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "y", "1" -> true;
            case "false", "no", "n", "0" -> false;
            default ->
                throw new Refusing(
                        field, "is '" + text + "', neither true nor false", "Write true or false, yes or no.");
        };
    }

    private static void readMetadata(Binding binding, Row row, Map<String, String> metadata) throws Refusing {
        JsonNode node = binding.column() == null ? null : binding.column().apply(row);
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
                metadata.put(member.getKey(), value.isContainerNode() ? value.toString() : value.asText());
            }
        }
    }

    @Override
    public void close() {
        identity.close();
    }
}
