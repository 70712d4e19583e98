package dev.loop.api.deadletter;

import dev.loop.api.http.Json;
import dev.loop.history.DeadLetter;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.wire.RegistryUnavailableException;
import dev.loop.schemas.wire.UnreadableRecordException;
import java.util.Optional;
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
                    .map(c -> Json.bytes(json -> FeedbackJson.write(json, (Create) c.getBody())));
        }
        byte[] value = letter.value();
        return value != null && value.length > 0 && value[0] == '{' ? Optional.of(value.clone()) : Optional.empty();
    }
}
