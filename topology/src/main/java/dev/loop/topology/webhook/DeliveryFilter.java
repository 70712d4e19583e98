package dev.loop.topology.webhook;

import java.util.Set;

/**
 * Which deliveries are meant. Everything that is set has to hold.
 *
 * @param statuses none means any
 * @param types words of event types; none means any
 * @param since epoch milliseconds at which the event was, or later
 * @param until before it
 */
public record DeliveryFilter(Set<DeliveryStatus> statuses, Set<String> types, long since, long until) {

    public static final DeliveryFilter ALL = new DeliveryFilter(Set.of(), Set.of(), Long.MIN_VALUE, Long.MAX_VALUE);

    public DeliveryFilter {
        statuses = Set.copyOf(statuses);
        types = Set.copyOf(types);
    }

    public boolean matches(Delivery delivery) {
        return (statuses.isEmpty() || statuses.contains(delivery.status()))
                && (types.isEmpty() || types.contains(delivery.type()))
                && delivery.createdAt() >= since
                && delivery.createdAt() < until;
    }
}
