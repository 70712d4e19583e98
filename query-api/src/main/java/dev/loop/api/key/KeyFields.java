package dev.loop.api.key;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.limit.LimitSettings;
import dev.loop.api.limit.OwnLimits;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.text.Rfc3339;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
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
            Column.yesNo("current"),
            Column.text("origins"),
            Column.whole("keySecond"),
            Column.whole("keyDay"),
            Column.whole("addressMinute"),
            Column.whole("addressHour"),
            Column.text("beganAs"),
            Column.whole("itemsToday"),
            Column.time("lastUsedAt"),
            Column.text("refused"),
            Column.time("countedSince"),
            Column.text("countedBy"),
            Column.text("forms"));

    static Table<KeyUse.Used> table(Caller caller) {
        return new Table<>("keys", COLUMNS, used -> cells(used, caller), (json, used) -> write(json, used, caller));
    }

    private static List<@Nullable Object> cells(KeyUse.Used used, Caller caller) {
        ApiKey key = used.key();
        Optional<LimitSettings> limits = used.page().map(KeyUse.Page::limits);
        return Arrays.asList(
                key.getId(),
                key.getName(),
                String.join(" ", key.getScopes()),
                Caller.isPublishable(key),
                key.getSource().orElse(null),
                key.getCreatedAt(),
                key.getExpiresAt().map(Instant::ofEpochMilli).orElse(null),
                key.getMadeWith().orElse(null),
                key.getId().equals(caller.keyId()),
                key.getOrigins().isEmpty() ? null : String.join(" ", key.getOrigins()),
                limits.map(LimitSettings::keyPerSecond).orElse(null),
                limits.map(LimitSettings::keyPerDay).orElse(null),
                limits.map(LimitSettings::addressPerMinute).orElse(null),
                limits.map(LimitSettings::addressPerHour).orElse(null),
                key.getBeganAs().orElse(null),
                used.page().map(KeyUse.Page::itemsToday).orElse(null),
                used.last().orElse(null),
                used.refused().isEmpty()
                        ? null
                        : used.refused().entrySet().stream()
                                .map(kind -> kind.getKey() + "=" + kind.getValue())
                                .collect(Collectors.joining(" ")),
                used.since(),
                used.instances().counted().isEmpty()
                        ? null
                        : String.join(" ", used.instances().counted()),
                key.getForms().isEmpty() ? null : String.join(" ", key.getForms()));
    }

    /** Writes a key with its use. */
    static void write(JsonGenerator json, KeyUse.Used used, Caller caller) throws IOException {
        json.writeStartObject();
        writeMembers(json, used.key(), caller);
        json.writeObjectFieldStart("use");
        if (used.page().isPresent()) {
            json.writeNumberField("itemsToday", used.page().get().itemsToday());
        }
        if (used.last().isPresent()) {
            json.writeStringField("lastUsedAt", Rfc3339.format(used.last().get().toEpochMilli()));
        }
        json.writeObjectFieldStart("refused");
        for (Map.Entry<String, Long> kind : used.refused().entrySet()) {
            json.writeNumberField(kind.getKey(), kind.getValue());
        }
        json.writeEndObject();
        json.writeStringField("since", Rfc3339.format(used.since().toEpochMilli()));
        if (!used.instances().counted().isEmpty()) {
            strings(json, "instances", used.instances().counted());
            strings(json, "missing", used.instances().missing());
        }
        json.writeEndObject();
        if (used.page().isPresent()) {
            LimitSettings limits = used.page().get().limits();
            json.writeObjectFieldStart("limitsInForce");
            json.writeNumberField("keySecond", limits.keyPerSecond());
            json.writeNumberField("keyDay", limits.keyPerDay());
            json.writeNumberField("addressMinute", limits.addressPerMinute());
            json.writeNumberField("addressHour", limits.addressPerHour());
            json.writeEndObject();
        }
        json.writeEndObject();
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
        strings(json, "scopes", key.getScopes());
        if (!BrowserSessions.isSession(key)) {
            json.writeBooleanField("publishable", Caller.isPublishable(key));
        }
        if (key.getSource().isPresent()) {
            json.writeStringField("source", key.getSource().get());
        }
        if (Caller.isPublishable(key)) {
            writePage(json, key);
        }
        json.writeStringField("createdAt", Rfc3339.format(key.getCreatedAt().toEpochMilli()));
        if (key.getExpiresAt().isPresent()) {
            json.writeStringField("expiresAt", Rfc3339.format(key.getExpiresAt().get()));
        }
        if (key.getMadeWith().isPresent()) {
            json.writeStringField("madeWith", key.getMadeWith().get());
        }
        if (key.getBeganAs().isPresent()) {
            json.writeStringField("beganAs", key.getBeganAs().get());
        }
        json.writeBooleanField("current", key.getId().equals(caller.keyId()));
    }

    private static void writePage(JsonGenerator json, ApiKey key) throws IOException {
        strings(json, "origins", key.getOrigins());
        strings(json, "forms", key.getForms());
        OwnLimits own = PageRules.of(key).limits();
        json.writeObjectFieldStart("limits");
        write(json, "keySecond", own.keyPerSecond());
        write(json, "keyDay", own.keyPerDay());
        write(json, "addressMinute", own.addressPerMinute());
        write(json, "addressHour", own.addressPerHour());
        json.writeEndObject();
    }

    private static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, String name, OptionalInt limit) throws IOException {
        if (limit.isPresent()) {
            json.writeNumberField(name, limit.getAsInt());
        }
    }

    private KeyFields() {}
}
