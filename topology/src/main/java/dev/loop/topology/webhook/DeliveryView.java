package dev.loop.topology.webhook;

import dev.loop.schemas.avro.WebhookAttempt;
import java.util.List;
import java.util.Optional;

/**
 * The deliveries to the endpoints of one partition, for reading while they are written.
 *
 * <p>Every method throws {@link org.apache.kafka.streams.errors.InvalidStateStoreException} while the partition is not
 * here, or not yet.
 */
public interface DeliveryView {

    /** @param next where to go on; empty at the end. Opaque, safe in a URL */
    record Page<T>(List<T> rows, Optional<String> next) {}

    /** Empty where nothing was ever sent there. */
    Optional<EndpointHealth> health(String endpointId);

    Optional<Delivery> find(String endpointId, String deliveryId);

    /** The envelope that a delivery carries. */
    Optional<byte[]> body(String endpointId, String deliveryId);

    /**
     * Newest first.
     *
     * @param cursor the {@code next} of a page of the same question
     * @throws IllegalArgumentException if the cursor is not one
     */
    Page<Delivery> deliveries(String endpointId, DeliveryFilter filter, Optional<String> cursor, int limit);

    /** Reads all that the filter's times leave. */
    long count(String endpointId, DeliveryFilter filter);

    /**
     * Newest first.
     *
     * @param deliveryId only of this one
     * @param onlyFailed leaves out what succeeded
     * @throws IllegalArgumentException if the cursor is not one
     */
    Page<WebhookAttempt> attempts(
            String endpointId, Optional<String> deliveryId, boolean onlyFailed, Optional<String> cursor, int limit);
}
