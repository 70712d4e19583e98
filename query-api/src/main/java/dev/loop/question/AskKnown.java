package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.store.FeedbackView;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The ids, of those given, that were ever taken. */
record AskKnown(List<String> ids) implements Ask<Set<String>> {

    static AskKnown read(PeerReader in) {
        return new AskKnown(in.all(in::text));
    }

    @Override
    public Set<String> answer(Copy copy, ReadBudget budget) {
        FeedbackView view = copy.feedback();
        return ids.stream().filter(view::known).collect(Collectors.toSet());
    }

    @Override
    public AskKind kind() {
        return AskKind.KNOWN;
    }

    @Override
    public void write(PeerWriter out) {
        out.all(ids, out::text);
    }

    @Override
    public void writeAnswer(Set<String> answer, PeerWriter out) {
        out.all(answer, out::text);
    }

    @Override
    public Set<String> readAnswer(PeerReader in) {
        return Set.copyOf(in.<String>all(in::text));
    }
}
