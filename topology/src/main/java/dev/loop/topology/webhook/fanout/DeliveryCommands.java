package dev.loop.topology.webhook.fanout;

import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookDelivery;
import dev.loop.schemas.event.Event;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Makes the commands that the ledger of deliveries takes. */
public final class DeliveryCommands {

    /** @param body the event's envelope, made once for all endpoints */
    public static WebhookCommand deliver(String project, String endpointId, Event event, byte[] body) {
        Instant at = Instant.ofEpochMilli(event.createdAt());
        return new WebhookCommand(
                endpointId,
                project,
                at,
                new WebhookDelivery(
                        DeliveryId.of(endpointId, event.id()),
                        event.id(),
                        event.type().word(),
                        at,
                        ByteBuffer.wrap(body)));
    }

    private DeliveryCommands() {}
}
