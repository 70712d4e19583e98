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

    /** @param at as {@link #after} has it */
    static void set(WebhookEndpoint.Builder endpoint, boolean enabled, Instant at) {
        endpoint.setEnabled(enabled);
        if (enabled) {
            endpoint.setEnabledAt(at);
        }
    }

    /** Now, but after what it lifts: the ledger may be on a machine whose clock is ahead, and compares the two. */
    static Instant after(Optional<EndpointHealth> health, Instant now) {
        long disabledAt = health.map(h -> h.disabledAt().orElse(0)).orElse(0L);
        return disabledAt < now.toEpochMilli() ? now : Instant.ofEpochMilli(disabledAt + 1);
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
