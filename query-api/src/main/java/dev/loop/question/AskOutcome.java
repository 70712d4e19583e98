package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.Outcome;
import dev.loop.topology.question.Patience;
import java.util.Optional;

/** The effect of a command; only the copy that is written can tell. */
record AskOutcome(long offset) implements Ask<Optional<Outcome>> {

    static AskOutcome read(PeerReader in) {
        return new AskOutcome(in.number());
    }

    @Override
    public Optional<Outcome> answer(Copy copy, Patience patience) {
        return copy.feedback().outcome(offset);
    }

    @Override
    public AskKind kind() {
        return AskKind.OUTCOME;
    }

    @Override
    public void write(PeerWriter out) {
        out.number(offset);
    }

    @Override
    public void writeAnswer(Optional<Outcome> answer, PeerWriter out) {
        out.optional(answer, outcome -> out.small(outcome.ordinal()));
    }

    @Override
    public Optional<Outcome> readAnswer(PeerReader in) {
        return in.optional(() -> in.oneOf(Outcome.values()));
    }
}
