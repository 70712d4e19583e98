package dev.loop.api.webhook;

import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;

/**
 * What the calls about webhooks stand on.
 *
 * @param addresses that webhooks may go to
 */
public record WebhookParts(
        EndpointBook endpoints,
        DeliveryStores deliveries,
        WebhookLog<WebhookCommand> commands,
        WebhookLog<WebhookAttempt> attempts,
        TestSender sender,
        AddressRules addresses) {}
