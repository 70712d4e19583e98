package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An item of feedback.
 *
 * @param judgement null where the sender or a person said the sentiment
 * @param language as ISO 639 names it; null where nothing told it
 * @param createdAt the time when it was said
 * @param revision 1, and one more with each change
 */
public record FeedbackItem(
        String id,
        User user,
        String message,
        Sentiment sentiment,
        @Nullable Judgement judgement,
        @Nullable String language,
        @Nullable String source,
        @Nullable String tag,
        Status status,
        Instant createdAt,
        @Nullable String plan,
        @Nullable Map<String, String> metadata,
        @Nullable Boolean consent,
        @Nullable String externalId,
        Instant receivedAt,
        Instant updatedAt,
        @Nullable Instant resolvedAt,
        long revision,
        @Nullable String highlight,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
