package dev.loop.connectors.log;

import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.FeedbackCommand;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;

/** The part of {@code dead-letters} that the API writes: the command as it would have been appended. */
public final class KafkaSuspectLog implements SuspectLog, AutoCloseable {

    private final GuardedProducer<SpecificRecord> producer;

    public KafkaSuspectLog(Map<String, ?> connection, Serializer<FeedbackCommand> commands) {
        this.producer = GuardedProducer.open(
                connection,
                Topics.DEAD_LETTERS,
                // The schema is that of the topic which the command was meant for.
                (topic, record) -> commands.serialize(Topics.FEEDBACK_COMMANDS.name(), (FeedbackCommand) record));
    }

    @Override
    public CompletableFuture<Place> keep(FeedbackCommand command, String why) {
        var headers = new RecordHeaders();
        DeadLetterHeaders.describe(headers, DeadLetterHeaders.SUSPECTED_SPAM, why, Topics.FEEDBACK_COMMANDS.name());
        return producer.send(command.getId(), command, headers);
    }

    @Override
    public void close() {
        producer.close();
    }
}
