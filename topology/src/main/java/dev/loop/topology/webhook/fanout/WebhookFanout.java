package dev.loop.topology.webhook.fanout;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.FeedbackEvents;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.commit.EarlyCommit;
import dev.loop.topology.commit.EarlyCommits;
import dev.loop.topology.ledger.AppliedChange;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import dev.loop.topology.webhook.endpoint.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Makes one delivery for each event of a change and each endpoint that subscribes to it, in the transaction of the
 * change. Invariant: the deliveries follow from the change and the endpoints alone, and their ids from event and
 * endpoint.
 */
public final class WebhookFanout implements Processor<byte[], AppliedChange, byte[], byte[]> {

    private final SchemaRegistryClient registry;
    private final EndpointDirectory endpoints;
    private final EarlyCommits commits;
    private ProcessorContext<byte[], byte[]> context;
    private Serializer<WebhookCommand> serializer;
    private EarlyCommit commit;

    public WebhookFanout(SchemaRegistryClient registry, EndpointDirectory endpoints, EarlyCommits commits) {
        this.registry = registry;
        this.endpoints = endpoints;
        this.commits = commits;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        this.serializer = WireSerdes.of(Topics.WEBHOOK_COMMANDS, registry).serializer();
        this.commit = commits.of(context);
    }

    @Override
    public void process(Record<byte[], AppliedChange> record) {
        AppliedChange change = record.value();
        if (!endpoints.hasSubscribers(change.project())) {
            return;
        }
        List<Event> events = FeedbackEvents.of(
                change.type(), change.id(), change.itemId(), change.at(), change.before(), change.after());
        for (Event event : events) {
            byte[] body = null;
            for (Subscription subscriber :
                    endpoints.subscribers(change.project(), event.type().word())) {
                if (subscriber.matches(change.before(), change.after())) {
                    body = body == null ? event.json() : body;
                    emit(change.project(), subscriber.endpoint().getId(), event, body, record.timestamp());
                }
            }
        }
    }

    private void emit(String project, String endpointId, Event event, byte[] body, long timestamp) {
        byte[] value = serializer.serialize(
                Topics.WEBHOOK_COMMANDS.name(), DeliveryCommands.deliver(project, endpointId, event, body));
        context.forward(new Record<>(endpointId.getBytes(StandardCharsets.UTF_8), value, timestamp));
        commit.ask();
    }
}
