package dev.loop.api.webhook;

import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;

/** What the calls about webhooks stand on. */
public record WebhookParts(
        EndpointBook endpoints,
        DeliveryStores deliveries,
        WebhookLog<WebhookCommand> commands,
        WebhookLog<WebhookAttempt> attempts,
        TestSender sender,
        ForbiddenAddresses forbidden) {}
