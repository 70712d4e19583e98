package dev.loop.connectors.connect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Makes structs from the records of one Avro schema. The schema is analysed once. */
final class StructMaker {

    /** @param read never called with null */
    private record Reading(Schema schema, Function<Object, Object> read) {}

    private final Schema schema;
    private final List<Function<Object, Object>> reads = new ArrayList<>();

    StructMaker(org.apache.avro.Schema record) {
        this(record, false);
    }

    private StructMaker(org.apache.avro.Schema record, boolean optional) {
        SchemaBuilder builder =
                SchemaBuilder.struct().name(record.getFullName()).doc(record.getDoc());
        for (org.apache.avro.Schema.Field field : record.getFields()) {
            Reading reading = reading(field.schema(), false);
            builder.field(field.name(), reading.schema());
            reads.add(reading.read());
        }
        schema = (optional ? builder.optional() : builder).build();
    }

    Schema schema() {
        return schema;
    }

    Struct struct(IndexedRecord record) {
        Struct struct = new Struct(schema);
        List<Field> fields = schema.fields();
        for (int i = 0; i < reads.size(); i++) {
            @Nullable Object value = record.get(i);
            if (value != null) {
                struct.put(fields.get(i), reads.get(i).apply(value));
            }
        }
        return struct;
    }

    private static Reading reading(org.apache.avro.Schema avro, boolean optional) {
        return switch (avro.getType()) {
            case UNION -> reading(onlyType(avro), true);
            case RECORD -> {
                StructMaker nested = new StructMaker(avro, optional);
                yield new Reading(nested.schema(), value -> nested.struct((IndexedRecord) value));
            }
            case MAP -> {
                Reading values = reading(avro.getValueType(), false);
                yield new Reading(
                        built(SchemaBuilder.map(Schema.STRING_SCHEMA, values.schema()), optional),
                        value -> map((Map<?, ?>) value, values));
            }
            case ARRAY -> {
                Reading elements = reading(avro.getElementType(), false);
                yield new Reading(
                        built(SchemaBuilder.array(elements.schema()), optional),
                        value -> ((List<?>) value)
                                .stream()
                                        .map(element -> elements.read().apply(element))
                                        .toList());
            }
            case STRING, ENUM -> new Reading(built(SchemaBuilder.string(), optional), Object::toString);
            case BYTES ->
                new Reading(built(SchemaBuilder.bytes(), optional), value -> ((ByteBuffer) value).duplicate());
            case INT -> new Reading(built(SchemaBuilder.int32(), optional), value -> value);
            case LONG ->
                isTimestamp(avro)
                        ? new Reading(built(Timestamp.builder(), optional), value -> new Date((Long) value))
                        : new Reading(built(SchemaBuilder.int64(), optional), value -> value);
            case FLOAT -> new Reading(built(SchemaBuilder.float32(), optional), value -> value);
            case DOUBLE -> new Reading(built(SchemaBuilder.float64(), optional), value -> value);
            case BOOLEAN -> new Reading(built(SchemaBuilder.bool(), optional), value -> value);
            case NULL, FIXED -> throw new DataException("A field of type " + avro.getType() + " has no column");
        };
    }

    private static boolean isTimestamp(org.apache.avro.Schema avro) {
        return avro.getLogicalType() != null
                && Objects.equals(avro.getLogicalType().getName(), "timestamp-millis");
    }

    private static Schema built(SchemaBuilder builder, boolean optional) {
        return (optional ? builder.optional() : builder).build();
    }

    /** Returns the type of a union of null and one type, which is the only union that a column can hold. */
    private static org.apache.avro.Schema onlyType(org.apache.avro.Schema union) {
        List<org.apache.avro.Schema> types = union.getTypes().stream()
                .filter(type -> type.getType() != org.apache.avro.Schema.Type.NULL)
                .toList();
        if (types.size() != 1 || union.getTypes().size() != 2) {
            throw new DataException("A union of " + union.getTypes().size() + " types has no column");
        }
        return types.get(0);
    }

    private static Map<String, Object> map(Map<?, ?> values, Reading reading) {
        Map<String, Object> map = new LinkedHashMap<>();
        values.forEach((key, value) -> map.put(key.toString(), reading.read().apply(value)));
        return map;
    }
}
