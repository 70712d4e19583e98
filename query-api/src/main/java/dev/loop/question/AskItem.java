package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.store.ItemCodec;
import java.util.Optional;

/** One item, of any project. */
record AskItem(String id) implements Ask<Optional<Feedback>> {

    static AskItem read(PeerReader in) {
        return new AskItem(in.text());
    }

    @Override
    public Optional<Feedback> answer(Copy copy, ReadBudget budget) {
        return copy.feedback().item(id);
    }

    @Override
    public AskKind kind() {
        return AskKind.ITEM;
    }

    @Override
    public void write(PeerWriter out) {
        out.text(id);
    }

    @Override
    public void writeAnswer(Optional<Feedback> answer, PeerWriter out) {
        out.optional(answer, item -> out.bytes(new ItemCodec().encode(item)));
    }

    @Override
    public Optional<Feedback> readAnswer(PeerReader in) {
        return in.optional(() -> new ItemCodec().decode(in.bytes()));
    }
}
