package dev.loop.api;

import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.topology.webhook.Delivery;
import dev.loop.topology.webhook.DeliveryFilter;
import dev.loop.topology.webhook.DeliveryView;
import dev.loop.topology.webhook.EndpointHealth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** The deliveries that a test puts in, newest first. A cursor is an index. */
final class InMemoryDeliveries implements DeliveryView {

    final List<Delivery> deliveries = new ArrayList<>();
    final List<WebhookAttempt> attempts = new ArrayList<>();
    final Map<String, EndpointHealth> healths = new HashMap<>();
    final Map<String, byte[]> bodies = new HashMap<>();
    volatile boolean restoring;

    DeliveryView of(String endpointId) {
        if (restoring) {
            throw new InvalidStateStoreException("restoring");
        }
        return this;
    }

    @Override
    public Optional<EndpointHealth> health(String endpointId) {
        return Optional.ofNullable(healths.get(endpointId));
    }

    @Override
    public Optional<Delivery> find(String endpointId, String deliveryId) {
        return of(endpointId, d -> d.id().equals(deliveryId)).stream().findFirst();
    }

    @Override
    public Optional<byte[]> body(String endpointId, String deliveryId) {
        return Optional.ofNullable(bodies.get(deliveryId));
    }

    @Override
    public Page<Delivery> deliveries(String endpointId, DeliveryFilter filter, Optional<String> cursor, int limit) {
        return page(of(endpointId, filter::matches), cursor, limit);
    }

    @Override
    public long count(String endpointId, DeliveryFilter filter) {
        return of(endpointId, filter::matches).size();
    }

    @Override
    public Page<WebhookAttempt> attempts(
            String endpointId, Optional<String> deliveryId, boolean onlyFailed, Optional<String> cursor, int limit) {
        return page(
                attempts.stream()
                        .filter(a -> a.getEndpointId().equals(endpointId)
                                && deliveryId
                                        .map(id -> id.equals(a.getDeliveryId()))
                                        .orElse(true)
                                && (!onlyFailed || a.getOutcome() != AttemptOutcome.SUCCEEDED))
                        .toList(),
                cursor,
                limit);
    }

    private List<Delivery> of(String endpointId, Predicate<Delivery> matching) {
        return deliveries.stream()
                .filter(delivery -> delivery.endpointId().equals(endpointId))
                .filter(matching)
                .toList();
    }

    private static <T> Page<T> page(List<T> all, Optional<String> cursor, int limit) {
        int from = cursor.map(Integer::parseInt).orElse(0);
        int to = Math.min(all.size(), from + limit);
        return new Page<>(
                all.subList(from, to), to < all.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
    }
}
