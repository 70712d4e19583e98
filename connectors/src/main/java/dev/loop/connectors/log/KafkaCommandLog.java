package dev.loop.connectors.log;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.FeedbackCommand;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.serialization.Serializer;

/** The topic {@code feedback-commands}, keyed by item id. */
public final class KafkaCommandLog implements CommandLog {

    private final GuardedProducer<FeedbackCommand> producer;

    public KafkaCommandLog(Map<String, ?> connection, Serializer<FeedbackCommand> serializer) {
        this.producer = GuardedProducer.open(connection, Topics.FEEDBACK_COMMANDS, serializer);
    }

    @Override
    public CompletableFuture<Place> append(FeedbackCommand command) {
        return producer.send(command.getId(), command);
    }

    /** Returns whether writes are taken; for readiness. */
    public boolean healthy() {
        return producer.healthy();
    }

    public void bindTo(MeterRegistry registry) {
        producer.bindTo(registry);
    }

    @Override
    public void close() {
        producer.close();
    }
}
