package dev.loop.api.odata;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Json;
import dev.loop.api.odata.Representation.Metadata;
import dev.loop.schemas.text.Rfc3339;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes rows in OData JSON Format 4.0. */
final class Payload {

    private final Context ctx;
    private final EntitySet set;
    private final Representation form;

    Payload(Context ctx, EntitySet set, Representation form) {
        this.ctx = ctx;
        this.set = set;
        this.form = form;
    }

    void page(Query query, Page page) {
        answer(json -> {
            json.writeStartObject();
            context(json, columnsOf(query), "");
            if (page.count().isPresent()) {
                json.writeFieldName("@odata.count");
                whole(json, page.count().get());
            }
            json.writeArrayFieldStart("value");
            for (ODataRow row : page.rows()) {
                json.writeStartObject();
                if (!query.aggregates()) {
                    identity(json, row);
                }
                fields(json, query.answered(), row, query.aggregates());
                json.writeEndObject();
            }
            json.writeEndArray();
            if (page.next().isPresent()) {
                json.writeStringField(
                        "@odata.nextLink", Addresses.next(ctx, set, page.next().get()));
            }
            json.writeEndObject();
        });
    }

    void row(Optional<List<ODataColumn>> select, ODataRow row) {
        answer(json -> {
            json.writeStartObject();
            context(json, select.map(Payload::names).orElse(""), "/$entity");
            identity(json, row);
            fields(json, select.orElse(set.shape().columns()), row, false);
            json.writeEndObject();
        });
    }

    private void answer(Json.Body body) {
        Json.answer(ctx, 200, body);
        ctx.contentType(form.contentType());
    }

    private static String columnsOf(Query query) {
        return query.select().isPresent() || query.aggregates() ? names(query.answered()) : "";
    }

    private static String names(List<ODataColumn> columns) {
        return columns.stream().map(ODataColumn::name).collect(Collectors.joining(",", "(", ")"));
    }

    private void context(JsonGenerator json, String columns, String end) throws IOException {
        if (form.metadata() != Metadata.NONE) {
            json.writeStringField("@odata.context", Addresses.base(ctx) + "$metadata#" + set.name() + columns + end);
        }
    }

    private void identity(JsonGenerator json, ODataRow row) throws IOException {
        if (form.metadata() == Metadata.FULL) {
            json.writeStringField(
                    "@odata.type", "#" + Csdl.NAMESPACE + "." + set.about().typeName());
            json.writeStringField("@odata.id", Addresses.row(set, row));
        }
    }

    /**
     * @param dynamic whether {@code $metadata} does not describe the columns, so that they carry their types; all
     *     columns do if the client wants full metadata
     */
    private void fields(JsonGenerator json, List<ODataColumn> columns, ODataRow row, boolean dynamic)
            throws IOException {
        for (ODataColumn column : columns) {
            Object value = row.value(column.name());
            boolean typed = (dynamic && form.metadata() != Metadata.NONE || form.metadata() == Metadata.FULL)
                    && value != null
                    && column.type() != ValueType.STRING
                    && column.type() != ValueType.BOOLEAN;
            if (typed) {
                json.writeStringField(
                        column.name() + "@odata.type", "#" + column.type().edm().replace("Edm.", ""));
            }
            json.writeFieldName(column.name());
            value(json, value);
        }
    }

    private void value(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Long number) {
            whole(json, number);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Instant time) {
            json.writeString(Rfc3339.format(time.toEpochMilli()));
        } else if (value instanceof List<?> texts) {
            json.writeStartArray();
            for (Object text : texts) {
                json.writeString(String.valueOf(text));
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> entries) {
            entries(json, entries);
        } else {
            json.writeString(value.toString());
        }
    }

    private void whole(JsonGenerator json, long number) throws IOException {
        if (form.longsAsTexts()) {
            json.writeString(Long.toString(number));
        } else {
            json.writeNumber(number);
        }
    }

    private static void entries(JsonGenerator json, Map<?, ?> entries) throws IOException {
        json.writeStartArray();
        for (Map.Entry<?, ?> entry : new TreeMap<>(entries).entrySet()) {
            json.writeStartObject();
            json.writeStringField(Entries.KEY, String.valueOf(entry.getKey()));
            json.writeStringField(Entries.VALUE, String.valueOf(entry.getValue()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
