package dev.loop.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.item.FeedbackJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/** Writes an item as JSON: a present one as an SDK sends it, or a past one as an import does. */
final class ItemBody {

    private static final JsonFactory JSON = new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    /** Writes an item without a time, which makes it one of the present. */
    static void writeNew(OutputStream out, Create item) throws IOException {
        write(out, item, Optional.empty(), Optional.empty());
    }

    static void writePast(OutputStream out, Create item, String externalId) throws IOException {
        write(
                out,
                item,
                Optional.of(externalId),
                Optional.of(item.getCreatedAt().toString()));
    }

    private static void write(OutputStream out, Create item, Optional<String> externalId, Optional<String> createdAt)
            throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeObjectFieldStart("user");
            json.writeStringField("id", item.getUserId());
            json.writeEndObject();
            json.writeStringField("message", item.getMessage());
            optional(json, "sentiment", item.getSentiment().map(FeedbackJson::word));
            optional(json, "source", item.getSource());
            optional(json, "tag", item.getTag());
            optional(json, "plan", item.getPlan());
            optional(json, "externalId", externalId);
            optional(json, "createdAt", createdAt);
            json.writeObjectFieldStart("metadata");
            for (Map.Entry<String, String> entry : item.getMetadata().entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private static void optional(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    private ItemBody() {}
}
