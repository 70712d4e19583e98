package dev.loop.topology.webhook;

import java.util.Set;

/**
 * Selects deliveries. All set conditions must hold.
 *
 * @param statuses empty means any
 * @param types words of event types; empty means any
 * @param since the event happened at this time or later, in epoch milliseconds
 * @param until the event happened before this time
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
