package dev.loop.api.webhook;

import dev.loop.topology.webhook.DeliveryView;

/** Finds what is known of an endpoint's deliveries. */
@FunctionalInterface
public interface DeliveryStores {

    /**
     * The partition that the endpoint is in.
     *
     * @throws org.apache.kafka.streams.errors.InvalidStateStoreException while it is not here, or not yet
     */
    DeliveryView of(String endpointId);
}
