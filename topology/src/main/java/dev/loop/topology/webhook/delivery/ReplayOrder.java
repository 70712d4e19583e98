package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.WebhookReplay;
import dev.loop.topology.webhook.DeliveryStatus;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A replay under way. Times are epoch milliseconds.
 *
 * @param at when the replay was asked for
 * @param next the sequence at which it goes on, or the place in the list of deliveries
 * @param last the endpoint's newest sequence when the replay was asked for
 * @param since selects events created at this time or later
 * @param until selects events created before this time
 * @param deliveries selects these; empty means everything that the other conditions select
 */
record ReplayOrder(
        long at, long next, long last, long since, long until, Set<DeliveryStatus> statuses, List<String> deliveries) {

    ReplayOrder {
        statuses = Set.copyOf(statuses);
        deliveries = List.copyOf(deliveries);
    }

    /**
     * @param first the endpoint's oldest sequence
     * @param last its newest
     */
    static ReplayOrder of(WebhookReplay asked, long at, long first, long last) {
        Set<DeliveryStatus> statuses = EnumSet.noneOf(DeliveryStatus.class);
        asked.getStatuses().forEach(word -> DeliveryStatus.of(word).ifPresent(statuses::add));
        boolean some = !asked.getDeliveries().isEmpty();
        if (asked.getStatuses().isEmpty()) {
            statuses.addAll(
                    some
                            ? EnumSet.allOf(DeliveryStatus.class)
                            : EnumSet.of(DeliveryStatus.FAILED, DeliveryStatus.PARKED));
        }
        return new ReplayOrder(
                at,
                some ? 0 : first,
                last,
                asked.getSince().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE),
                asked.getUntil().map(Instant::toEpochMilli).orElse(some ? Long.MAX_VALUE : at),
                statuses,
                asked.getDeliveries());
    }

    ReplayOrder goneOn(long to) {
        return new ReplayOrder(at, to, last, since, until, statuses, deliveries);
    }

    boolean done() {
        return deliveries.isEmpty() ? next > last : next >= deliveries.size();
    }

    boolean selects(DeliveryReader.Row row) {
        return statuses.contains(row.progress().phase().status)
                && row.heading().createdAt() >= since
                && row.heading().createdAt() < until;
    }
}
