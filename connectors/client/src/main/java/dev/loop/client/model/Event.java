package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event, live or of a webhook.
 *
 * @param id the same on every attempt and every replay; null of the types {@code open} and {@code gap} of a stream
 * @param data the item as the API answers it, of an erased one the id alone; or a trend
 * @param cursor of a live event: where to go on
 */
public record Event(
        @Nullable String id,
        String type,
        @Nullable Instant createdAt,
        JsonNode data,
        @Nullable String cursor,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {

    /** Returns the item that a {@code feedback.…} event is about; of an erased one only the id is there. */
    public Optional<FeedbackItem> item() {
        return type.startsWith("feedback.")
                ? Optional.of(Json.MAPPER.convertValue(data, FeedbackItem.class))
                : Optional.empty();
    }
}
