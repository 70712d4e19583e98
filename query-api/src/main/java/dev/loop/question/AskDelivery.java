package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.webhook.Delivery;
import java.util.Optional;

/** One delivery. */
record AskDelivery(String endpoint, String id) implements Ask<Optional<Delivery>> {

    static AskDelivery read(PeerReader in) {
        return new AskDelivery(in.text(), in.text());
    }

    @Override
    public Ledger ledger() {
        return Ledger.DELIVERIES;
    }

    @Override
    public Optional<Delivery> answer(Copy copy, ReadBudget budget) {
        return copy.deliveries().find(endpoint, id);
    }

    @Override
    public AskKind kind() {
        return AskKind.DELIVERY;
    }

    @Override
    public void write(PeerWriter out) {
        out.text(endpoint);
        out.text(id);
    }

    @Override
    public void writeAnswer(Optional<Delivery> answer, PeerWriter out) {
        out.optional(answer, delivery -> DeliveryValues.write(delivery, out));
    }

    @Override
    public Optional<Delivery> readAnswer(PeerReader in) {
        return in.optional(() -> DeliveryValues.delivery(in));
    }
}
