package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.webhook.DeliveryView;
import java.util.Optional;

/** A page of attempts, newest first. */
record AskAttempts(String endpoint, Optional<String> delivery, boolean onlyFailed, Optional<String> cursor, int limit)
        implements Ask<DeliveryView.Page<WebhookAttempt>> {

    static AskAttempts read(PeerReader in) {
        return new AskAttempts(in.text(), in.optional(in::text), in.yesOrNo(), in.optional(in::text), in.plain());
    }

    @Override
    public Ledger ledger() {
        return Ledger.DELIVERIES;
    }

    @Override
    public DeliveryView.Page<WebhookAttempt> answer(Copy copy, ReadBudget budget) {
        return copy.deliveries().attempts(endpoint, delivery, onlyFailed, cursor, limit);
    }

    @Override
    public AskKind kind() {
        return AskKind.ATTEMPTS;
    }

    @Override
    public void write(PeerWriter out) {
        out.text(endpoint);
        out.optional(delivery, out::text);
        out.yesOrNo(onlyFailed);
        out.optional(cursor, out::text);
        out.count(limit);
    }

    @Override
    public void writeAnswer(DeliveryView.Page<WebhookAttempt> answer, PeerWriter out) {
        out.all(answer.rows(), out::avro);
        out.optional(answer.next(), out::text);
    }

    @Override
    public DeliveryView.Page<WebhookAttempt> readAnswer(PeerReader in) {
        return new DeliveryView.Page<>(
                in.all(() -> in.<WebhookAttempt>avro(WebhookAttempt.getClassSchema())), in.optional(in::text));
    }
}
