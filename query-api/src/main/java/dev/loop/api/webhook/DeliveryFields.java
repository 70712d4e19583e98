package dev.loop.api.webhook;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.topology.webhook.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a delivery. */
final class DeliveryFields {

    private static final List<Column> COLUMNS = List.of(
            Column.text("id"),
            Column.text("eventId"),
            Column.text("type"),
            Column.whole("sequence"),
            Column.text("status"),
            Column.whole("attempts"),
            Column.time("createdAt"),
            Column.time("lastAttemptAt"),
            Column.text("lastOutcome"),
            Column.whole("lastStatus"),
            Column.time("nextAttemptAt"));

    /** @param body the envelope as it is sent, byte by byte; text, so that its signature can be checked */
    static void write(JsonGenerator json, Delivery delivery, Optional<byte[]> body) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", delivery.id());
        json.writeStringField("eventId", delivery.eventId());
        json.writeStringField("type", delivery.type());
        json.writeNumberField("sequence", delivery.sequence());
        json.writeStringField("status", delivery.status().word());
        json.writeNumberField("attempts", delivery.attempts());
        json.writeStringField("createdAt", Rfc3339.format(delivery.createdAt()));
        EndpointFields.time(json, "lastAttemptAt", delivery.lastAttemptAt());
        if (delivery.lastOutcome().isPresent()) {
            json.writeStringField(
                    "lastOutcome", AttemptFields.word(delivery.lastOutcome().get()));
        }
        if (delivery.lastStatus().isPresent()) {
            json.writeNumberField("lastStatus", delivery.lastStatus().getAsInt());
        }
        EndpointFields.time(json, "nextAttemptAt", delivery.nextAttemptAt());
        if (body.isPresent()) {
            json.writeStringField("body", new String(body.get(), StandardCharsets.UTF_8));
        }
        json.writeEndObject();
    }

    private static List<@Nullable Object> cells(Delivery delivery) {
        return Arrays.asList(
                delivery.id(),
                delivery.eventId(),
                delivery.type(),
                delivery.sequence(),
                delivery.status().word(),
                delivery.attempts(),
                Instant.ofEpochMilli(delivery.createdAt()),
                EndpointFields.time(delivery.lastAttemptAt()),
                delivery.lastOutcome().map(AttemptFields::word).orElse(null),
                delivery.lastStatus().isPresent() ? delivery.lastStatus().getAsInt() : null,
                EndpointFields.time(delivery.nextAttemptAt()));
    }

    static final Table<Delivery> TABLE = new Table<>(
            "deliveries", COLUMNS, DeliveryFields::cells, (json, delivery) -> write(json, delivery, Optional.empty()));

    private DeliveryFields() {}
}
