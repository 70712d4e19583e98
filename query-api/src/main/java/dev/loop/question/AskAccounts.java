package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.schemas.avro.Account;
import dev.loop.topology.question.ReadBudget;
import java.util.List;

/** Accounts after an id. Another instance is asked only while this one no longer has the table, or not yet. */
record AskAccounts(String project, String after, int limit) implements Ask<List<Account>> {

    static AskAccounts read(PeerReader in) {
        return new AskAccounts(in.text(), in.text(), in.plain());
    }

    @Override
    public Ledger ledger() {
        return Ledger.TABLES;
    }

    @Override
    public List<Account> answer(Copy copy, ReadBudget budget) {
        return copy.accounts(project, after, limit);
    }

    @Override
    public AskKind kind() {
        return AskKind.ACCOUNTS;
    }

    @Override
    public void write(PeerWriter out) {
        out.text(project);
        out.text(after);
        out.count(limit);
    }

    @Override
    public void writeAnswer(List<Account> answer, PeerWriter out) {
        out.all(answer, out::avro);
    }

    @Override
    public List<Account> readAnswer(PeerReader in) {
        return in.all(() -> in.<Account>avro(Account.getClassSchema()));
    }
}
