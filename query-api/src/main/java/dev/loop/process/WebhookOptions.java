package dev.loop.process;

import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.topology.webhook.WebhookSettings;

/**
 * The options of webhooks.
 *
 * @param addresses addresses that webhooks may go to
 * @param delivery times of further attempts
 */
public record WebhookOptions(AddressRules addresses, WebhookSettings delivery) {

    public static final WebhookOptions USUAL =
            new WebhookOptions(AddressRules.publicOnly(), WebhookSettings.defaults());
}
