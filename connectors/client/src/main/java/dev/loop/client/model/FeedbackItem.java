package dev.loop.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An item of feedback.
 *
 * @param masked what was taken out of the texts before anything was stored; null if nothing was
 * @param judgement null where the sender or a person said the sentiment
 * @param language as ISO 639 names it; null where nothing told it
 * @param taggedBy what changed the tag last; null where the sender gave it, or nobody did
 * @param theme the id of the theme that it joined; null where it is in none
 * @param createdAt the time when it was said
 * @param revision 1, and one more with each change
 * @param likeness in a list by meaning, the cosine of the two meanings
 * @param folded in a folded list, the items that say nearly the same; null if there are none
 */
public record FeedbackItem(
        String id,
        User user,
        String message,
        Sentiment sentiment,
        @Nullable List<MaskedPart> masked,
        @Nullable Judgement judgement,
        @Nullable String language,
        @Nullable String source,
        @Nullable String tag,
        @Nullable TaggedBy taggedBy,
        @Nullable String theme,
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
        @Nullable Double likeness,
        @Nullable List<String> folded,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}
