package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.ReadBudget;
import java.util.Optional;

/** The plan of a user's account. Another instance is asked only while this one no longer has the table, or not yet. */
record AskPlan(String project, String user) implements Ask<Optional<String>> {

    static AskPlan read(PeerReader in) {
        return new AskPlan(in.text(), in.text());
    }

    @Override
    public Ledger ledger() {
        return Ledger.TABLES;
    }

    @Override
    public Optional<String> answer(Copy copy, ReadBudget budget) {
        return copy.planOf(project, user);
    }

    @Override
    public AskKind kind() {
        return AskKind.PLAN;
    }

    @Override
    public void write(PeerWriter out) {
        out.text(project);
        out.text(user);
    }

    @Override
    public void writeAnswer(Optional<String> answer, PeerWriter out) {
        out.optional(answer, out::text);
    }

    @Override
    public Optional<String> readAnswer(PeerReader in) {
        return in.optional(in::text);
    }
}
