package dev.loop.api.webhook;

import dev.loop.topology.webhook.DeliveryView;

/** Finds the deliveries of an endpoint. */
@FunctionalInterface
public interface DeliveryStores {

    /**
     * Returns the view of the endpoint's partition.
     *
     * @throws org.apache.kafka.streams.errors.InvalidStateStoreException while this process does not hold the
     *     partition, or still restores it
     */
    DeliveryView of(String endpointId);
}
