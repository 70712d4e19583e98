package dev.loop.topology.ledger;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.intake.ProjectMasks;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.text.FieldError;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.wire.UnknownSchemaIdException;
import dev.loop.schemas.wire.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads commands and checks them as the API does, since anybody may write to the topic.
 *
 * <p>An unreachable registry is no fault of the record: that exception passes through, the task fails, and the record
 * is read again.
 */
final class CommandReader {

    private final Deserializer<FeedbackCommand> deserializer;
    private final CommandDecoder decoder;
    private final ProjectMasks masks;
    private final int partition;
    private final int partitions;

    /** @param schemaId of the generated schema of commands */
    CommandReader(
            Deserializer<FeedbackCommand> deserializer,
            int schemaId,
            ProjectMasks masks,
            int partition,
            int partitions) {
        this.deserializer = deserializer;
        this.decoder = new CommandDecoder(schemaId);
        this.masks = masks;
        this.partition = partition;
        this.partitions = partitions;
    }

    /** @param now the broker's time of the record, in epoch milliseconds */
    CommandReading read(byte[] key, byte[] value, long now) {
        if (value == null) {
            return new CommandReading.Rejected(
                    "malformed",
                    "The value is null; an item is erased by an Erase command",
                    Optional.of(masks.server()));
        }
        FeedbackCommand command;
        try {
            FeedbackCommand usual = decoder.decode(value);
            command = usual != null ? usual : deserializer.deserialize(Topics.FEEDBACK_COMMANDS.name(), value);
        } catch (UnknownSchemaIdException e) {
            return new CommandReading.Rejected(
                    "unknown-schema", String.valueOf(e.getMessage()), Optional.of(masks.server()));
        } catch (UnreadableRecordException e) {
            return new CommandReading.Rejected(
                    "malformed", String.valueOf(e.getMessage()), Optional.of(masks.server()));
        }
        var names = new FieldErrors();
        FeedbackCommand masked = masks.of(command.getProject()).mask(command, names);
        Optional<Masking> masking = masked == command && names.isEmpty()
                ? Optional.empty()
                : Optional.of(masks.masking(command.getProject()));
        if (key == null || !Arrays.equals(key, command.getId().getBytes(StandardCharsets.UTF_8))) {
            return new CommandReading.Rejected(
                    "wrong-key",
                    "The record's key must be the command's id, " + command.getId(),
                    Optional.of(masks.masking(command.getProject())));
        }
        // A partitioner other than Kafka's own would let two partitions hold the same item.
        int home = Utils.toPositive(Utils.murmur2(key)) % partitions;
        if (home != partition) {
            return new CommandReading.Rejected(
                    "wrong-partition",
                    "The key belongs to partition " + home + " of " + partitions
                            + "; use Kafka's default partitioner (murmur2 of the key)",
                    masking);
        }
        List<FieldError> errors = names.isEmpty() ? FeedbackRules.check(masked, now) : names.toList();
        if (!errors.isEmpty()) {
            return new CommandReading.Rejected(
                    "invalid",
                    errors.stream().map(e -> e.field() + " " + e.problem()).collect(Collectors.joining("; ")),
                    masking);
        }
        return new CommandReading.Accepted(masked, masking);
    }
}
