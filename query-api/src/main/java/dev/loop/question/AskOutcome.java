package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.ReadBudget;
import java.util.Optional;

/** The effect of a command; only the copy that is written can tell. */
record AskOutcome(long offset) implements Ask<Optional<CommandOutcome>> {

    static AskOutcome read(PeerReader in) {
        return new AskOutcome(in.number());
    }

    @Override
    public Optional<CommandOutcome> answer(Copy copy, ReadBudget budget) {
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
    public void writeAnswer(Optional<CommandOutcome> answer, PeerWriter out) {
        out.optional(answer, outcome -> out.small(outcome.ordinal()));
    }

    @Override
    public Optional<CommandOutcome> readAnswer(PeerReader in) {
        return in.optional(() -> in.oneOf(CommandOutcome.values()));
    }
}
