package dev.loop.api.feedback;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Json;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.intake.FeedbackJson;
import dev.loop.schemas.intake.Rfc3339;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Items as rows of CSV. Metadata is one column, as JSON. */
final class FeedbackTable {

    static final List<String> COLUMNS = List.of(
            "id",
            "user.id",
            "message",
            "sentiment",
            "source",
            "tag",
            "status",
            "createdAt",
            "plan",
            "metadata",
            "consent",
            "externalId",
            "receivedAt",
            "updatedAt",
            "resolvedAt",
            "revision");

    static List<@Nullable Object> cells(Feedback item) {
        return Arrays.asList(
                item.getId(),
                item.getUserId(),
                item.getMessage(),
                FeedbackJson.word(item.getSentiment()),
                item.getSource().orElse(null),
                item.getTag().orElse(null),
                FeedbackJson.word(item.getStatus()),
                Rfc3339.format(item.getCreatedAt().toEpochMilli()),
                item.getPlan().orElse(null),
                metadata(item.getMetadata()),
                item.getConsent().orElse(null),
                item.getExternalId().orElse(null),
                Rfc3339.format(item.getReceivedAt().toEpochMilli()),
                Rfc3339.format(item.getUpdatedAt().toEpochMilli()),
                item.getResolvedAt()
                        .map(at -> Rfc3339.format(at.toEpochMilli()))
                        .orElse(null),
                item.getRevision());
    }

    private static @Nullable String metadata(Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return null;
        }
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private FeedbackTable() {}
}
