package dev.loop.api.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Json;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.history.EventCursor;
import dev.loop.history.EventLog;
import dev.loop.schemas.event.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as a row of a file. Its data is one column, as JSON.
 *
 * @param next cursor after it; null except for the last one of each page
 */
record EventRow(Event event, @Nullable EventCursor next) {

    private static final String NEXT = "next";

    static final Table<EventRow> TABLE = new Table<>(
            "events",
            List.of(
                    Column.text("id"),
                    Column.text("type"),
                    Column.time("createdAt"),
                    Column.text("data"),
                    Column.text(NEXT)),
            EventRow::cells,
            EventRow::write);

    static List<EventRow> of(EventLog.Page page) {
        List<EventRow> rows = new ArrayList<>();
        List<Event> events = page.events();
        for (int i = 0; i < events.size(); i++) {
            rows.add(new EventRow(events.get(i), i == events.size() - 1 ? page.next() : null));
        }
        return rows;
    }

    private List<@Nullable Object> cells() {
        return Arrays.asList(
                event.id(),
                event.type().word(),
                Instant.ofEpochMilli(event.createdAt()),
                new String(Json.bytes(event.data()::write), StandardCharsets.UTF_8),
                next == null ? null : next.toString());
    }

    private static void write(JsonGenerator json, EventRow row) throws IOException {
        json.writeStartObject();
        row.event().writeMembers(json);
        if (row.next() != null) {
            json.writeStringField(NEXT, row.next().toString());
        }
        json.writeEndObject();
    }
}
