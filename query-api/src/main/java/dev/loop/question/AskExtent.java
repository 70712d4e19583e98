package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.store.FeedbackView;
import java.util.OptionalLong;

/** The times of the first and the last item of a project. */
record AskExtent(String project) implements Ask<AskExtent.Times> {

    static AskExtent read(PeerReader in) {
        return new AskExtent(in.text());
    }

    @Override
    public AskExtent.Times answer(Copy copy, ReadBudget budget) {
        FeedbackView view = copy.feedback();
        return new Times(view.oldest(project), view.newest(project));
    }

    /** Times in epoch milliseconds; empty if there is no item. */
    record Times(OptionalLong oldest, OptionalLong newest) {}

    @Override
    public AskKind kind() {
        return AskKind.EXTENT;
    }

    @Override
    public void write(PeerWriter out) {
        out.text(project);
    }

    @Override
    public void writeAnswer(AskExtent.Times answer, PeerWriter out) {
        out.optional(answer.oldest());
        out.optional(answer.newest());
    }

    @Override
    public AskExtent.Times readAnswer(PeerReader in) {
        return new Times(in.optionalNumber(), in.optionalNumber());
    }
}
