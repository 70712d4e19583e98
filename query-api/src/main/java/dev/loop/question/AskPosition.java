package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.ReadBudget;

/** The position of a copy, asked for in order to wait for it. */
record AskPosition() implements Ask<Long> {

    @Override
    public Effort effort() {
        return Effort.WAIT;
    }

    @Override
    public Long answer(Copy copy, ReadBudget budget) {
        return copy.feedback().position();
    }

    @Override
    public AskKind kind() {
        return AskKind.POSITION;
    }

    @Override
    public void write(PeerWriter out) {}

    @Override
    public void writeAnswer(Long answer, PeerWriter out) {
        out.number(answer);
    }

    @Override
    public Long readAnswer(PeerReader in) {
        return in.number();
    }
}
