package dev.loop.api.webhook;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.text.Rfc3339;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes an attempt. The receiver's answer is text here, whatever it was; bytes that are not UTF-8 become replacement
 * characters. Signatures are left out: with the body, they would pass for a request of Loop's.
 */
final class AttemptFields {

    private static final List<Column> COLUMNS = List.of(
            Column.time("startedAt"),
            Column.text("deliveryId"),
            Column.text("eventId"),
            Column.text("type"),
            Column.whole("sequence"),
            Column.whole("attempt"),
            Column.text("kind"),
            Column.text("outcome"),
            Column.whole("status"),
            Column.whole("durationMillis"),
            Column.text("error"),
            Column.yesNo("ambiguous"),
            Column.yesNo("possibleDuplicate"),
            Column.text("url"),
            Column.text("address"),
            Column.text("responseBody"));

    static void write(JsonGenerator json, WebhookAttempt attempt) throws IOException {
        json.writeStartObject();
        json.writeStringField("deliveryId", attempt.getDeliveryId());
        json.writeStringField("eventId", attempt.getEventId());
        json.writeStringField("type", attempt.getType());
        json.writeNumberField("sequence", attempt.getSequence());
        json.writeNumberField("attempt", attempt.getAttempt());
        json.writeStringField("kind", word(attempt.getKind()));
        json.writeStringField("outcome", word(attempt.getOutcome()));
        if (attempt.getStatus().isPresent()) {
            json.writeNumberField("status", attempt.getStatus().get());
        }
        optional(json, "error", attempt.getError());
        json.writeBooleanField("ambiguous", attempt.getAmbiguous());
        json.writeBooleanField("possibleDuplicate", attempt.getPossibleDuplicate());
        json.writeStringField("startedAt", Rfc3339.format(attempt.getStartedAt().toEpochMilli()));
        json.writeNumberField("durationMillis", attempt.getDurationMillis());
        if (attempt.getRetryAfterMillis().isPresent()) {
            json.writeNumberField(
                    "retryAfterMillis", attempt.getRetryAfterMillis().get());
        }
        optional(json, "url", attempt.getUrl());
        optional(json, "address", attempt.getAddress());
        json.writeObjectFieldStart("request");
        headers(json, attempt.getRequestHeaders());
        json.writeEndObject();
        if (attempt.getStatus().isPresent()) {
            json.writeObjectFieldStart("response");
            headers(json, attempt.getResponseHeaders());
            optional(json, "body", text(attempt.getResponseBody()));
            json.writeBooleanField("cut", attempt.getResponseCut());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static List<@Nullable Object> cells(WebhookAttempt attempt) {
        return Arrays.asList(
                attempt.getStartedAt(),
                attempt.getDeliveryId(),
                attempt.getEventId(),
                attempt.getType(),
                attempt.getSequence(),
                attempt.getAttempt(),
                word(attempt.getKind()),
                word(attempt.getOutcome()),
                attempt.getStatus().orElse(null),
                attempt.getDurationMillis(),
                attempt.getError().orElse(null),
                attempt.getAmbiguous(),
                attempt.getPossibleDuplicate(),
                attempt.getUrl().orElse(null),
                attempt.getAddress().orElse(null),
                text(attempt.getResponseBody()).orElse(null));
    }

    /** Returns the word that metrics use too: {@code timed_out}. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static void headers(JsonGenerator json, Map<String, String> headers) throws IOException {
        json.writeObjectFieldStart("headers");
        for (Map.Entry<String, String> header : new TreeMap<>(headers).entrySet()) {
            if (!header.getKey().toLowerCase(Locale.ROOT).contains("signature")) {
                json.writeStringField(header.getKey(), header.getValue());
            }
        }
        json.writeEndObject();
    }

    private static Optional<String> text(Optional<ByteBuffer> body) {
        return body.map(
                bytes -> StandardCharsets.UTF_8.decode(bytes.duplicate()).toString());
    }

    private static void optional(JsonGenerator json, String field, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(field, value.get());
        }
    }

    static final Table<WebhookAttempt> TABLE =
            new Table<>("attempts", COLUMNS, AttemptFields::cells, AttemptFields::write);

    private AttemptFields() {}
}
