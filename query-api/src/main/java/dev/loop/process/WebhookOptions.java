package dev.loop.process;

import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.topology.webhook.WebhookSettings;

/**
 * How webhooks go out.
 *
 * @param addresses that they may go to
 * @param delivery when they are tried again, and for how long
 */
public record WebhookOptions(AddressRules addresses, WebhookSettings delivery) {

    public static final WebhookOptions USUAL =
            new WebhookOptions(AddressRules.publicOnly(), WebhookSettings.defaults());
}
