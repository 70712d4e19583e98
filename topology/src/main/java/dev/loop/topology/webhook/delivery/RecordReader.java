package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookDelivery;
import dev.loop.schemas.avro.WebhookReplay;
import dev.loop.schemas.wire.UnknownSchemaIdException;
import dev.loop.schemas.wire.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads the ledger's input and checks it, since anybody may write to the topics.
 *
 * <p>An unreachable registry is no fault of the record: that exception passes through, the task fails, and the record
 * is read again.
 */
final class RecordReader {

    private final Deserializer<WebhookCommand> commands;
    private final Deserializer<WebhookAttempt> attempts;
    private final int partition;
    private final int partitions;

    RecordReader(
            Deserializer<WebhookCommand> commands,
            Deserializer<WebhookAttempt> attempts,
            int partition,
            int partitions) {
        this.commands = commands;
        this.attempts = attempts;
        this.partition = partition;
        this.partitions = partitions;
    }

    RecordReading read(String topic, byte[] key, byte[] value) {
        if (value == null) {
            return new RecordReading.Rejected("malformed", "The value is null");
        }
        try {
            if (topic.equals(Topics.WEBHOOK_COMMANDS.name())) {
                WebhookCommand command = commands.deserialize(topic, value);
                return refusal(key, command.getEndpointId())
                        .or(() -> refusal(command))
                        .<RecordReading>map(refusal -> refusal)
                        .orElseGet(() -> new RecordReading.Command(command));
            }
            WebhookAttempt attempt = attempts.deserialize(topic, value);
            return refusal(key, attempt.getEndpointId())
                    .<RecordReading>map(refusal -> refusal)
                    .orElseGet(() -> new RecordReading.Attempt(attempt));
        } catch (UnknownSchemaIdException e) {
            return new RecordReading.Rejected("unknown-schema", String.valueOf(e.getMessage()));
        } catch (UnreadableRecordException e) {
            return new RecordReading.Rejected("malformed", String.valueOf(e.getMessage()));
        }
    }

    private Optional<RecordReading.Rejected> refusal(byte[] key, String endpointId) {
        byte[] id = endpointId.getBytes(StandardCharsets.UTF_8);
        if (id.length == 0 || id.length > LedgerKeys.LONGEST_ID) {
            return refused("invalid", "endpoint_id must have 1 to " + LedgerKeys.LONGEST_ID + " bytes");
        }
        if (key == null || !Arrays.equals(key, id)) {
            return refused("wrong-key", "The record's key must be the endpoint's id, " + endpointId);
        }
        int home = Utils.toPositive(Utils.murmur2(key)) % partitions;
        return home == partition
                ? Optional.empty()
                : refused(
                        "wrong-partition",
                        "The key belongs to partition " + home + " of " + partitions
                                + "; use Kafka's default partitioner (murmur2 of the key)");
    }

    private static Optional<RecordReading.Rejected> refusal(WebhookCommand command) {
        Object body = command.getBody();
        if (body instanceof WebhookDelivery delivery) {
            return delivery.getId().isEmpty() || delivery.getEventId().isEmpty()
                    ? refused("invalid", "id and event_id must not be empty")
                    : Optional.empty();
        }
        return body instanceof WebhookReplay
                ? Optional.empty()
                : refused("invalid", "body is of a kind that this program does not know");
    }

    private static Optional<RecordReading.Rejected> refused(String reason, String detail) {
        return Optional.of(new RecordReading.Rejected(reason, detail));
    }
}
