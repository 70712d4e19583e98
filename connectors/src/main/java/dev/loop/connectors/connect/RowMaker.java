package dev.loop.connectors.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Makes rows from the structs of one schema. The schema is analysed once. */
final class RowMaker {

    /** The type of times, under the name that Debezium gives it for the sink. */
    private static final Schema TIME = SchemaBuilder.string()
            .name("io.debezium.time.ZonedTimestamp")
            .optional()
            .build();

    private static final Schema JSON = SchemaBuilder.string()
            .name("io.debezium.data.Json")
            .parameter("__debezium.source.column.type", "JSONB")
            .optional()
            .build();

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** @param path fields to go down by; a null on the way is a null in the column */
    private record Column(List<Field> path, Function<Object, Object> read) {}

    private static final Schema PLAIN_TIME = Timestamp.builder().optional().build();

    private final Schema source;
    private final boolean plainTimes;
    private final Schema schema;
    private final List<Column> columns = new ArrayList<>();

    /**
     * @param wanted empty for all columns
     * @param without columns that are left out
     * @param plainTimes whether times stay Kafka Connect's own
     */
    RowMaker(Schema source, Set<String> wanted, Set<String> without, Set<String> lowercase, boolean plainTimes) {
        this.source = source;
        this.plainTimes = plainTimes;
        SchemaBuilder builder = SchemaBuilder.struct();
        add(
                source,
                "",
                List.of(),
                name -> (wanted.isEmpty() || wanted.contains(name)) && !without.contains(name),
                lowercase,
                builder);
        if (columns.isEmpty()) {
            throw new DataException("None of the columns " + wanted + " is in the record");
        }
        schema = builder.build();
    }

    Schema source() {
        return source;
    }

    private void add(
            Schema struct,
            String prefix,
            List<Field> path,
            Predicate<String> wanted,
            Set<String> lowercase,
            SchemaBuilder builder) {
        for (Field field : struct.fields()) {
            String name = prefix + field.name();
            List<Field> longer = new ArrayList<>(path);
            longer.add(field);
            if (field.schema().type() == Schema.Type.STRUCT) {
                add(field.schema(), name + "_", longer, wanted, lowercase, builder);
            } else if (wanted.test(name)) {
                // Every column but those of the key may be null: an older record lacks later fields.
                builder.field(name, schemaOf(field.schema()));
                columns.add(new Column(List.copyOf(longer), reading(field.schema(), lowercase.contains(name))));
            }
        }
    }

    private Schema schemaOf(Schema field) {
        if (Timestamp.LOGICAL_NAME.equals(field.name())) {
            return plainTimes ? PLAIN_TIME : TIME;
        }
        return switch (field.type()) {
            case STRING -> Schema.OPTIONAL_STRING_SCHEMA;
            case MAP, ARRAY -> JSON;
            case BOOLEAN -> Schema.OPTIONAL_BOOLEAN_SCHEMA;
            case INT8, INT16, INT32 -> Schema.OPTIONAL_INT32_SCHEMA;
            case INT64 -> Schema.OPTIONAL_INT64_SCHEMA;
            case FLOAT32, FLOAT64 -> Schema.OPTIONAL_FLOAT64_SCHEMA;
            case BYTES -> Schema.OPTIONAL_BYTES_SCHEMA;
            case STRUCT -> throw new IllegalStateException("a struct is taken apart before");
        };
    }

    private Function<Object, Object> reading(Schema field, boolean lower) {
        if (Timestamp.LOGICAL_NAME.equals(field.name())) {
            return plainTimes ? value -> value : value -> Storable.time((Date) value);
        }
        return switch (field.type()) {
            case STRING ->
                lower
                        ? value -> Storable.text((String) value).toLowerCase(Locale.ROOT)
                        : value -> Storable.text((String) value);
            case MAP, ARRAY -> RowMaker::json;
            case INT8, INT16 -> value -> ((Number) value).intValue();
            case FLOAT32 -> value -> ((Number) value).doubleValue();
            default -> value -> value;
        };
    }

    private static String json(Object value) {
        check(value);
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new DataException("Not to be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void check(Object value) {
        if (value instanceof String text) {
            Storable.text(text);
        } else if (value instanceof List<?> list) {
            list.forEach(RowMaker::check);
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> {
                check(key);
                check(element);
            });
        }
    }

    Struct row(Struct value) {
        Struct row = new Struct(schema);
        List<Field> fields = schema.fields();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            @Nullable Object found = value;
            for (Field step : column.path()) {
                found = found == null ? null : ((Struct) found).get(step);
            }
            if (found != null) {
                row.put(fields.get(i), column.read().apply(found));
            }
        }
        return row;
    }
}
