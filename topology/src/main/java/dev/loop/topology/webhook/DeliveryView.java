package dev.loop.topology.webhook;

import dev.loop.schemas.avro.WebhookAttempt;
import java.util.List;
import java.util.Optional;

/**
 * Reads the deliveries to the endpoints of one partition while they are written.
 *
 * <p>Every method throws {@link org.apache.kafka.streams.errors.InvalidStateStoreException} while this process does not
 * hold the partition, or still restores it.
 */
public interface DeliveryView {

    /** @param next cursor of the next page; empty at the end. Opaque, and safe in a URL */
    record Page<T>(List<T> rows, Optional<String> next) {}

    /** Returns what is known of an endpoint; empty if nothing was ever sent there. */
    Optional<EndpointHealth> health(String endpointId);

    Optional<Delivery> find(String endpointId, String deliveryId);

    /** Returns the envelope that a delivery carries. */
    Optional<byte[]> body(String endpointId, String deliveryId);

    /**
     * Returns deliveries, newest first.
     *
     * @param cursor the {@code next} of a page of the same question
     * @throws IllegalArgumentException if the cursor is invalid
     */
    Page<Delivery> deliveries(String endpointId, DeliveryFilter filter, Optional<String> cursor, int limit);

    /** Counts deliveries by reading all within the filter's times. */
    long count(String endpointId, DeliveryFilter filter);

    /**
     * Returns attempts, newest first.
     *
     * @param deliveryId limits the answer to this delivery
     * @param onlyFailed leaves out successful attempts
     * @throws IllegalArgumentException if the cursor is invalid
     */
    Page<WebhookAttempt> attempts(
            String endpointId, Optional<String> deliveryId, boolean onlyFailed, Optional<String> cursor, int limit);
}
