package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.webhook.DeliveryFilter;

/** The number of deliveries that a filter takes. */
record AskDeliveryCount(String endpoint, DeliveryFilter filter) implements Ask<Long> {

    static AskDeliveryCount read(PeerReader in) {
        return new AskDeliveryCount(in.text(), DeliveryValues.filter(in));
    }

    @Override
    public Ledger ledger() {
        return Ledger.DELIVERIES;
    }

    @Override
    public Long answer(Copy copy, ReadBudget budget) {
        return copy.deliveries().count(endpoint, filter);
    }

    @Override
    public AskKind kind() {
        return AskKind.DELIVERY_COUNT;
    }

    @Override
    public void write(PeerWriter out) {
        out.text(endpoint);
        DeliveryValues.write(filter, out);
    }

    @Override
    public void writeAnswer(Long answer, PeerWriter out) {
        out.number(answer);
    }

    @Override
    public Long readAnswer(PeerReader in) {
        return in.number();
    }
}
