package dev.loop.api.table;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/** Translates columns into the types of Parquet's libraries and of the file. */
final class ParquetSchema {

    static MessageType of(Table<?> table) {
        List<String> names = names(table.columns());
        List<PrimitiveType> types = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            types.add(type(table.columns().get(i).kind(), names.get(i)));
        }
        return Types.buildMessage()
                .addFields(types.toArray(PrimitiveType[]::new))
                .named(table.name());
    }

    /**
     * Returns names that readers can use: {@code user_id} for {@code user.id}. Filters of Parquet's own libraries and
     * of others take a name with a dot for a path and find no row, and readers into Avro open no file that has one.
     */
    static List<String> names(List<Column> columns) {
        Set<String> names = new LinkedHashSet<>();
        for (Column column : columns) {
            String name = column.name().replaceAll("[^\\p{L}\\p{Nd}_]", "_");
            name = Character.isDigit(name.charAt(0)) ? "_" + name : name;
            String free = name;
            for (int number = 2; !names.add(free); number++) {
                free = name + "_" + number;
            }
        }
        return List.copyOf(names);
    }

    private static PrimitiveType type(Column.Kind kind, String name) {
        return switch (kind) {
            case TEXT, MARKED_TEXT ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(name);
            case WHOLE -> Types.optional(PrimitiveTypeName.INT64).named(name);
            case NUMBER -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
            case YES_NO -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
            case TIME ->
                Types.optional(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MILLIS))
                        .named(name);
        };
    }

    static List<SchemaElement> elements(MessageType schema) {
        List<SchemaElement> elements = new ArrayList<>();
        elements.add(new SchemaElement(schema.getName()).setNum_children(schema.getFieldCount()));
        for (org.apache.parquet.schema.Type field : schema.getFields()) {
            var element = new SchemaElement(field.getName())
                    .setType(physical(field.asPrimitiveType()))
                    .setRepetition_type(FieldRepetitionType.OPTIONAL);
            if (field.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation) {
                element.setConverted_type(ConvertedType.UTF8).setLogicalType(LogicalType.STRING(new StringType()));
            } else if (field.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation) {
                element.setConverted_type(ConvertedType.TIMESTAMP_MILLIS)
                        .setLogicalType(
                                LogicalType.TIMESTAMP(new TimestampType(true, TimeUnit.MILLIS(new MilliSeconds()))));
            }
            elements.add(element);
        }
        return elements;
    }

    static Type physical(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case BINARY -> Type.BYTE_ARRAY;
            case INT64 -> Type.INT64;
            case DOUBLE -> Type.DOUBLE;
            case BOOLEAN -> Type.BOOLEAN;
            default -> throw new IllegalArgumentException("No column is of the type " + type);
        };
    }

    private ParquetSchema() {}
}
