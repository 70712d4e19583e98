package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.store.FeedbackView;

/** Makes the text index take in everything that is there now. */
record AskTextMoment() implements Ask<FeedbackView.TextMoment> {

    @Override
    public Effort effort() {
        return Effort.WAIT;
    }

    @Override
    public FeedbackView.TextMoment answer(Copy copy, ReadBudget budget) {
        return copy.feedback().awaitText(budget);
    }

    static void write(FeedbackView.TextMoment moment, PeerWriter out) {
        out.number(moment.position());
        out.number(moment.change());
        out.number(moment.copy());
    }

    static FeedbackView.TextMoment moment(PeerReader in) {
        return new FeedbackView.TextMoment(in.number(), in.number(), in.number());
    }

    /** Returns the moment, if it belongs to the copy that is asked; otherwise the present one. */
    static FeedbackView.TextMoment of(FeedbackView view, FeedbackView.TextMoment moment, ReadBudget budget) {
        return view.knows(moment) ? moment : view.awaitText(budget);
    }

    @Override
    public AskKind kind() {
        return AskKind.TEXT_MOMENT;
    }

    @Override
    public void write(PeerWriter out) {}

    @Override
    public void writeAnswer(FeedbackView.TextMoment answer, PeerWriter out) {
        write(answer, out);
    }

    @Override
    public FeedbackView.TextMoment readAnswer(PeerReader in) {
        return moment(in);
    }
}
