package dev.loop.schemas.item;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.text.Rfc3339;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes an item as JSON, the same bytes wherever it is shown. Absent fields are left out; metadata is in the order of
 * its keys.
 */
public final class FeedbackJson {

    private static final JsonFactory JSON = new JsonFactory();

    public static byte[] bytes(Feedback item) {
        var out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(json, item);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    public static void write(JsonGenerator json, Feedback item) throws IOException {
        json.writeStartObject();
        writeFields(json, item);
        json.writeEndObject();
    }

    /** Writes the fields into an object that the caller continues. */
    public static void writeFields(JsonGenerator json, Feedback item) throws IOException {
        json.writeStringField("id", item.getId());
        json.writeObjectFieldStart("user");
        json.writeStringField("id", item.getUserId());
        json.writeEndObject();
        json.writeStringField("message", item.getMessage());
        json.writeStringField("sentiment", word(item.getSentiment()));
        if (item.getMasked().isPresent()) {
            json.writeFieldName("masked");
            json.writeRawValue(item.getMasked().get());
        }
        judgement(json, item);
        text(json, "language", item.getLanguage());
        text(json, "source", item.getSource());
        text(json, "tag", item.getTag());
        taggedBy(json, item);
        text(json, "theme", item.getTheme());
        json.writeStringField("status", word(item.getStatus()));
        time(json, "createdAt", item.getCreatedAt());
        text(json, "plan", item.getPlan());
        metadata(json, item.getMetadata());
        if (item.getConsent().isPresent()) {
            json.writeBooleanField("consent", item.getConsent().get());
        }
        text(json, "externalId", item.getExternalId());
        time(json, "receivedAt", item.getReceivedAt());
        time(json, "updatedAt", item.getUpdatedAt());
        if (item.getResolvedAt().isPresent()) {
            time(json, "resolvedAt", item.getResolvedAt().get());
        }
        json.writeNumberField("revision", item.getRevision());
    }

    /** Writes what decided the sentiment, unless the sender or a person said it. */
    private static void judgement(JsonGenerator json, Feedback item) throws IOException {
        if (item.getJudgedBy().isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("judgement");
        json.writeStringField("by", word(item.getJudgedBy().get()));
        text(json, "version", item.getJudgedVersion());
        json.writeBooleanField("unsure", item.getUnsure());
        if (item.getSure().isPresent()) {
            json.writeNumberField("sure", item.getSure().get());
        }
        json.writeEndObject();
    }

    /** Writes what gave the tag last, unless the sender did. */
    private static void taggedBy(JsonGenerator json, Feedback item) throws IOException {
        if (item.getTaggedBy().isEmpty()) {
            return;
        }
        Optional<TaggedBy> rule = TaggedBy.of(item.getTaggedBy());
        json.writeObjectFieldStart("taggedBy");
        json.writeStringField("kind", rule.isPresent() ? "rule" : TaggedBy.PERSON);
        if (rule.isPresent()) {
            json.writeStringField("rule", rule.get().rule());
            json.writeStringField("version", rule.get().version());
            text(json, "run", rule.get().run());
            text(json, "before", rule.get().before());
            if (rule.get().undone()) {
                json.writeBooleanField("undone", true);
            }
        }
        json.writeEndObject();
    }

    /**
     * Writes an item that is to be created, as {@code POST /v1/feedback} takes it, without words outside of the closed
     * sets.
     */
    public static void write(JsonGenerator json, Create item) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("user");
        json.writeStringField("id", item.getUserId());
        json.writeEndObject();
        json.writeStringField("message", item.getMessage());
        Optional<Sentiment> said = Said.sentiment(item).filter(sentiment -> sentiment != Sentiment.UNKNOWN);
        if (said.isPresent()) {
            json.writeStringField("sentiment", word(said.get()));
        }
        text(json, "source", item.getSource());
        text(json, "tag", item.getTag());
        text(json, "plan", item.getPlan());
        if (item.getStatus() != Status.UNKNOWN) {
            json.writeStringField("status", word(item.getStatus()));
        }
        time(json, "createdAt", item.getCreatedAt());
        if (item.getResolvedAt().isPresent()) {
            time(json, "resolvedAt", item.getResolvedAt().get());
        }
        text(json, "externalId", item.getExternalId());
        metadata(json, item.getMetadata());
        if (item.getConsent().isPresent()) {
            json.writeBooleanField("consent", item.getConsent().get());
        }
        json.writeEndObject();
    }

    /** Returns the word of the API: {@code negative}. */
    public static String word(Sentiment sentiment) {
        return switch (sentiment) {
            case POSITIVE -> "positive";
            case NEUTRAL -> "neutral";
            case NEGATIVE -> "negative";
            case UNKNOWN -> "unknown";
        };
    }

    public static String word(Status status) {
        return switch (status) {
            case OPEN -> "open";
            case RESOLVED -> "resolved";
            case UNKNOWN -> "unknown";
        };
    }

    public static String word(JudgedBy judge) {
        return switch (judge) {
            case RULES -> "rules";
            case MODEL -> "model";
            case UNKNOWN -> "unknown";
        };
    }

    /** Returns the sentiment of a word; empty for a word outside of the closed set, {@code unknown} among them. */
    public static Optional<Sentiment> sentiment(String word) {
        return switch (word) {
            case "positive" -> Optional.of(Sentiment.POSITIVE);
            case "neutral" -> Optional.of(Sentiment.NEUTRAL);
            case "negative" -> Optional.of(Sentiment.NEGATIVE);
            default -> Optional.empty();
        };
    }

    public static Optional<Status> status(String word) {
        return switch (word) {
            case "open" -> Optional.of(Status.OPEN);
            case "resolved" -> Optional.of(Status.RESOLVED);
            default -> Optional.empty();
        };
    }

    private static void text(JsonGenerator json, String field, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(field, value.get());
        }
    }

    private static void metadata(JsonGenerator json, Map<String, String> metadata) throws IOException {
        if (metadata.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("metadata");
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    private static void time(JsonGenerator json, String field, Instant time) throws IOException {
        json.writeStringField(field, Rfc3339.format(time.toEpochMilli()));
    }

    private FeedbackJson() {}
}
