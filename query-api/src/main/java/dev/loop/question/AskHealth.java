package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.webhook.EndpointHealth;
import java.util.Optional;

/** The state of an endpoint. */
record AskHealth(String endpoint) implements Ask<Optional<EndpointHealth>> {

    static AskHealth read(PeerReader in) {
        return new AskHealth(in.text());
    }

    @Override
    public Ledger ledger() {
        return Ledger.DELIVERIES;
    }

    @Override
    public Optional<EndpointHealth> answer(Copy copy, ReadBudget budget) {
        return copy.deliveries().health(endpoint);
    }

    @Override
    public AskKind kind() {
        return AskKind.HEALTH;
    }

    @Override
    public void write(PeerWriter out) {
        out.text(endpoint);
    }

    @Override
    public void writeAnswer(Optional<EndpointHealth> answer, PeerWriter out) {
        out.optional(answer, health -> DeliveryValues.write(health, out));
    }

    @Override
    public Optional<EndpointHealth> readAnswer(PeerReader in) {
        return in.optional(() -> DeliveryValues.health(in));
    }
}
