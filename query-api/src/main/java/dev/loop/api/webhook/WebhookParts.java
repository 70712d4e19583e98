package dev.loop.api.webhook;

import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;

/**
 * The parts that the calls about webhooks need.
 *
 * @param addresses addresses that webhooks may go to
 */
public record WebhookParts(
        EndpointBook endpoints,
        DeliveryStores deliveries,
        WebhookLog<WebhookCommand> commands,
        WebhookLog<WebhookAttempt> attempts,
        TestSender sender,
        AddressRules addresses) {}
