package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.ReadBudget;
import java.util.Optional;

/** The body of one delivery. */
record AskDeliveryBody(String endpoint, String id) implements Ask<Optional<byte[]>> {

    static AskDeliveryBody read(PeerReader in) {
        return new AskDeliveryBody(in.text(), in.text());
    }

    @Override
    public Ledger ledger() {
        return Ledger.DELIVERIES;
    }

    @Override
    public Optional<byte[]> answer(Copy copy, ReadBudget budget) {
        return copy.deliveries().body(endpoint, id);
    }

    @Override
    public AskKind kind() {
        return AskKind.DELIVERY_BODY;
    }

    @Override
    public void write(PeerWriter out) {
        out.text(endpoint);
        out.text(id);
    }

    @Override
    public void writeAnswer(Optional<byte[]> answer, PeerWriter out) {
        out.optional(answer, out::bytes);
    }

    @Override
    public Optional<byte[]> readAnswer(PeerReader in) {
        return in.optional(in::bytes);
    }
}
