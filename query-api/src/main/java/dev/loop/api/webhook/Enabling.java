package dev.loop.api.webhook;

import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.topology.webhook.EndpointHealth;
import dev.loop.topology.webhook.EndpointHealth.State;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether an endpoint is enabled: both its owner and the ledger, which disables what does nothing but fail, have a say.
 * Enabling lifts whatever the ledger decided before.
 */
final class Enabling {

    static void set(WebhookEndpoint.Builder endpoint, boolean enabled, Instant now) {
        endpoint.setEnabled(enabled);
        if (enabled) {
            endpoint.setEnabledAt(now);
        }
    }

    static boolean isEnabled(WebhookEndpoint endpoint, Optional<EndpointHealth> health) {
        return endpoint.getEnabled()
                && health.filter(h -> isDisabled(endpoint, h)).isEmpty();
    }

    /** By the ledger, and not lifted since. */
    static boolean isDisabled(WebhookEndpoint endpoint, EndpointHealth health) {
        return health.state() == State.DISABLED
                && health.disabledAt().orElse(Long.MAX_VALUE)
                        > endpoint.getEnabledAt().toEpochMilli();
    }

    private Enabling() {}
}
