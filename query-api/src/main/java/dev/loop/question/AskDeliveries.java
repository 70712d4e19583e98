package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.webhook.Delivery;
import dev.loop.topology.webhook.DeliveryFilter;
import dev.loop.topology.webhook.DeliveryView;
import java.util.Optional;

/** A page of deliveries, newest first. */
record AskDeliveries(String endpoint, DeliveryFilter filter, Optional<String> cursor, int limit)
        implements Ask<DeliveryView.Page<Delivery>> {

    static AskDeliveries read(PeerReader in) {
        return new AskDeliveries(in.text(), DeliveryValues.filter(in), in.optional(in::text), in.plain());
    }

    @Override
    public Ledger ledger() {
        return Ledger.DELIVERIES;
    }

    @Override
    public DeliveryView.Page<Delivery> answer(Copy copy, ReadBudget budget) {
        return copy.deliveries().deliveries(endpoint, filter, cursor, limit);
    }

    @Override
    public AskKind kind() {
        return AskKind.DELIVERIES;
    }

    @Override
    public void write(PeerWriter out) {
        out.text(endpoint);
        DeliveryValues.write(filter, out);
        out.optional(cursor, out::text);
        out.count(limit);
    }

    @Override
    public void writeAnswer(DeliveryView.Page<Delivery> answer, PeerWriter out) {
        out.all(answer.rows(), delivery -> DeliveryValues.write(delivery, out));
        out.optional(answer.next(), out::text);
    }

    @Override
    public DeliveryView.Page<Delivery> readAnswer(PeerReader in) {
        return new DeliveryView.Page<>(in.all(() -> DeliveryValues.delivery(in)), in.optional(in::text));
    }
}
