package dev.loop.api.deadletter;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Json;
import dev.loop.history.DeadLetter;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.schemas.wire.RegistryUnavailableException;
import dev.loop.schemas.wire.UnreadableRecordException;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Deserializer;

/** The intended content of a letter, as far as it can be read. */
final class LetterContent {

    private final Deserializer<FeedbackCommand> commands;

    LetterContent(Deserializer<FeedbackCommand> commands) {
        this.commands = commands;
    }

    /** Returns the command; empty if the letter cannot be read as one. */
    Optional<FeedbackCommand> command(DeadLetter letter) {
        byte[] value = letter.value();
        if (value == null || !letter.isOfFeedback()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(commands.deserialize(Topics.FEEDBACK_COMMANDS.name(), value));
        } catch (UnreadableRecordException | RegistryUnavailableException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Returns the intended item, as a body of {@code POST /v1/feedback}. A value outside of a closed set is left out,
     * so that the intake asks for it.
     */
    Optional<byte[]> item(DeadLetter letter) {
        if (!letter.isOfFeedback()) {
            return Optional.empty();
        }
        Optional<FeedbackCommand> command = command(letter);
        if (command.isPresent()) {
            return command.filter(c -> c.getBody() instanceof Create)
                    .map(c -> Json.bytes(json -> write(json, (Create) c.getBody())));
        }
        byte[] value = letter.value();
        return value != null && value.length > 0 && value[0] == '{' ? Optional.of(value.clone()) : Optional.empty();
    }

    private static void write(JsonGenerator json, Create item) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("user");
        json.writeStringField("id", item.getUserId());
        json.writeEndObject();
        json.writeStringField("message", item.getMessage());
        if (item.getSentiment() != Sentiment.UNKNOWN) {
            json.writeStringField("sentiment", FeedbackJson.word(item.getSentiment()));
        }
        text(json, "source", item.getSource());
        text(json, "tag", item.getTag());
        text(json, "plan", item.getPlan());
        if (item.getStatus() != Status.UNKNOWN) {
            json.writeStringField("status", FeedbackJson.word(item.getStatus()));
        }
        time(json, "createdAt", item.getCreatedAt());
        if (item.getResolvedAt().isPresent()) {
            time(json, "resolvedAt", item.getResolvedAt().get());
        }
        text(json, "externalId", item.getExternalId());
        if (!item.getMetadata().isEmpty()) {
            json.writeObjectFieldStart("metadata");
            for (Map.Entry<String, String> entry : new TreeMap<>(item.getMetadata()).entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        }
        if (item.getConsent().isPresent()) {
            json.writeBooleanField("consent", item.getConsent().get());
        }
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String field, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(field, value.get());
        }
    }

    private static void time(JsonGenerator json, String field, Instant time) throws IOException {
        json.writeStringField(field, Rfc3339.format(time.toEpochMilli()));
    }
}
