package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.topology.webhook.Delivery;
import dev.loop.topology.webhook.DeliveryFilter;
import dev.loop.topology.webhook.DeliveryStatus;
import dev.loop.topology.webhook.EndpointHealth;
import java.util.OptionalInt;
import java.util.Set;

/** Encodes and decodes the values of deliveries. */
final class DeliveryValues {

    static void write(DeliveryFilter filter, PeerWriter out) {
        out.all(filter.statuses(), status -> out.small(status.ordinal()));
        out.all(filter.types(), out::text);
        out.number(filter.since());
        out.number(filter.until());
    }

    static DeliveryFilter filter(PeerReader in) {
        return new DeliveryFilter(
                Set.copyOf(in.all(() -> in.oneOf(DeliveryStatus.values()))),
                Set.copyOf(in.<String>all(in::text)),
                in.number(),
                in.number());
    }

    static void write(Delivery delivery, PeerWriter out) {
        out.text(delivery.id());
        out.text(delivery.endpointId());
        out.text(delivery.project());
        out.text(delivery.eventId());
        out.text(delivery.type());
        out.number(delivery.sequence());
        out.small(delivery.status().ordinal());
        out.count(delivery.attempts());
        out.number(delivery.createdAt());
        out.optional(delivery.nextAttemptAt());
        out.optional(delivery.lastAttemptAt());
        out.optional(delivery.lastOutcome(), outcome -> out.small(outcome.ordinal()));
        out.yesOrNo(delivery.lastStatus().isPresent());
        delivery.lastStatus().ifPresent(out::count);
    }

    static Delivery delivery(PeerReader in) {
        return new Delivery(
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.number(),
                in.oneOf(DeliveryStatus.values()),
                in.plain(),
                in.number(),
                in.optionalNumber(),
                in.optionalNumber(),
                in.optional(() -> in.oneOf(AttemptOutcome.values())),
                in.yesOrNo() ? OptionalInt.of(in.plain()) : OptionalInt.empty());
    }

    static void write(EndpointHealth health, PeerWriter out) {
        out.small(health.state().ordinal());
        out.optional(health.pausedUntil());
        out.optional(health.disabledAt());
        out.optional(health.disabledReason(), out::text);
        out.optional(health.failingSince());
        out.count(health.consecutiveFailures());
        out.optional(health.lastSuccessAt());
        out.optional(health.lastFailureAt());
        out.number(health.lastSequence());
        out.number(health.pending());
        out.number(health.delivered());
        out.number(health.failed());
        out.number(health.parked());
    }

    static EndpointHealth health(PeerReader in) {
        return new EndpointHealth(
                in.oneOf(EndpointHealth.State.values()),
                in.optionalNumber(),
                in.optionalNumber(),
                in.optional(in::text),
                in.optionalNumber(),
                in.plain(),
                in.optionalNumber(),
                in.optionalNumber(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number());
    }

    private DeliveryValues() {}
}
