package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.schemas.avro.Account;
import dev.loop.topology.question.ReadBudget;
import java.util.Optional;

/** An account. Another instance is asked only while this one no longer has the table, or not yet. */
record AskAccount(String project, String id) implements Ask<Optional<Account>> {

    static AskAccount read(PeerReader in) {
        return new AskAccount(in.text(), in.text());
    }

    @Override
    public Ledger ledger() {
        return Ledger.TABLES;
    }

    @Override
    public Optional<Account> answer(Copy copy, ReadBudget budget) {
        return copy.account(project, id);
    }

    @Override
    public AskKind kind() {
        return AskKind.ACCOUNT;
    }

    @Override
    public void write(PeerWriter out) {
        out.text(project);
        out.text(id);
    }

    @Override
    public void writeAnswer(Optional<Account> answer, PeerWriter out) {
        out.optional(answer, out::avro);
    }

    @Override
    public Optional<Account> readAnswer(PeerReader in) {
        return in.optional(() -> in.<Account>avro(Account.getClassSchema()));
    }
}
