package dev.loop.api.key;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.text.Rfc3339;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a key into an answer; the key itself is not kept. */
final class KeyFields {

    private static final List<Column> COLUMNS = List.of(
            Column.text("id"),
            Column.text("name"),
            Column.text("scopes"),
            Column.yesNo("publishable"),
            Column.text("source"),
            Column.time("createdAt"),
            Column.time("expiresAt"),
            Column.text("madeWith"),
            Column.yesNo("current"));

    static Table<ApiKey> table(Caller caller) {
        return new Table<>("keys", COLUMNS, key -> cells(key, caller), (json, key) -> write(json, key, caller));
    }

    private static List<@Nullable Object> cells(ApiKey key, Caller caller) {
        return Arrays.asList(
                key.getId(),
                key.getName(),
                String.join(" ", key.getScopes()),
                Caller.isPublishable(key),
                key.getSource().orElse(null),
                key.getCreatedAt(),
                key.getExpiresAt().map(Instant::ofEpochMilli).orElse(null),
                key.getMadeWith().orElse(null),
                key.getId().equals(caller.keyId()));
    }

    static void write(JsonGenerator json, ApiKey key, Caller caller) throws IOException {
        json.writeStartObject();
        writeMembers(json, key, caller);
        json.writeEndObject();
    }

    /** Writes the members into an object that goes on after them. */
    static void writeMembers(JsonGenerator json, ApiKey key, Caller caller) throws IOException {
        json.writeStringField("id", key.getId());
        json.writeStringField("name", key.getName());
        json.writeArrayFieldStart("scopes");
        for (String scope : key.getScopes()) {
            json.writeString(scope);
        }
        json.writeEndArray();
        if (!BrowserSessions.isSession(key)) {
            json.writeBooleanField("publishable", Caller.isPublishable(key));
        }
        if (key.getSource().isPresent()) {
            json.writeStringField("source", key.getSource().get());
        }
        json.writeStringField("createdAt", Rfc3339.format(key.getCreatedAt().toEpochMilli()));
        if (key.getExpiresAt().isPresent()) {
            json.writeStringField("expiresAt", Rfc3339.format(key.getExpiresAt().get()));
        }
        if (key.getMadeWith().isPresent()) {
            json.writeStringField("madeWith", key.getMadeWith().get());
        }
        json.writeBooleanField("current", key.getId().equals(caller.keyId()));
    }

    private KeyFields() {}
}
