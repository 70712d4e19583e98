package dev.loop.topology.webhook.fanout;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.ProjectEvent;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.ProjectEvents;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.webhook.endpoint.EndpointDirectory;
import dev.loop.topology.webhook.endpoint.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Tells of an event that is about no item: one record for the log of the project, and one delivery for each endpoint
 * that subscribes to it. It belongs to one processor, and forwards through it.
 */
public final class ProjectEventFanout {

    private final Serializer<ProjectEvent> events;
    private final Serializer<WebhookCommand> commands;
    private final EndpointDirectory endpoints;
    private final String eventsNode;
    private final String commandsNode;

    /** @param eventsNode node that takes the log's records, and {@code commandsNode} the one that takes deliveries */
    public ProjectEventFanout(
            SchemaRegistryClient registry, EndpointDirectory endpoints, String eventsNode, String commandsNode) {
        this.events = WireSerdes.of(Topics.PROJECT_EVENTS, registry).serializer();
        this.commands = WireSerdes.of(Topics.WEBHOOK_COMMANDS, registry).serializer();
        this.endpoints = endpoints;
        this.eventsNode = eventsNode;
        this.commandsNode = commandsNode;
    }

    /** @param takes whether the filter of an endpoint takes the event */
    public void tell(
            ProcessorContext<byte[], byte[]> context,
            String project,
            Event event,
            Predicate<Subscription> takes,
            long timestamp) {
        byte[] record = events.serialize(Topics.PROJECT_EVENTS.name(), ProjectEvents.record(project, event));
        context.forward(new Record<>(utf8(project), record, timestamp), eventsNode);
        byte[] body = event.json();
        for (Subscription subscriber :
                endpoints.subscribers(project, event.type().word())) {
            if (takes.test(subscriber)) {
                String endpoint = subscriber.endpoint().getId();
                byte[] delivery = commands.serialize(
                        Topics.WEBHOOK_COMMANDS.name(), DeliveryCommands.deliver(project, endpoint, event, body));
                context.forward(new Record<>(utf8(endpoint), delivery, timestamp), commandsNode);
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
