package dev.loop.api.webhook;

import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.topology.webhook.EndpointHealth;
import dev.loop.topology.webhook.EndpointHealth.State;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether an endpoint is enabled, by its owner and by the ledger, which disables endpoints that only fail.
 * Enabling lifts every earlier decision of the ledger.
 */
final class Enabling {

    /** @param at as {@link #after} has it */
    static void set(WebhookEndpoint.Builder endpoint, boolean enabled, Instant at) {
        endpoint.setEnabled(enabled);
        if (enabled) {
            endpoint.setEnabledAt(at);
        }
    }

    /** Returns now, but after what it lifts: the ledger compares the two, and its machine's clock may be ahead. */
    static Instant after(Optional<EndpointHealth> health, Instant now) {
        long disabledAt = health.map(h -> h.disabledAt().orElse(0)).orElse(0L);
        return disabledAt < now.toEpochMilli() ? now : Instant.ofEpochMilli(disabledAt + 1);
    }

    static boolean isEnabled(WebhookEndpoint endpoint, Optional<EndpointHealth> health) {
        return endpoint.getEnabled()
                && health.filter(h -> isDisabled(endpoint, h)).isEmpty();
    }

    /** Returns whether the ledger has disabled the endpoint and the owner has not enabled it since. */
    static boolean isDisabled(WebhookEndpoint endpoint, EndpointHealth health) {
        return health.state() == State.DISABLED
                && health.disabledAt().orElse(Long.MAX_VALUE)
                        > endpoint.getEnabledAt().toEpochMilli();
    }

    private Enabling() {}
}
