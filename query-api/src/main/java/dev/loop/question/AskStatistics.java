package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerValues;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.store.FeedbackView;

/** The frequency of a search's words. */
record AskStatistics(FeedbackFilter filter, FeedbackView.TextMoment moment) implements Ask<TextStatistics> {

    static AskStatistics read(PeerReader in) {
        return new AskStatistics(PeerValues.filter(in), AskTextMoment.moment(in));
    }

    @Override
    public Effort effort() {
        return Effort.SEARCH;
    }

    @Override
    public TextStatistics answer(Copy copy, ReadBudget budget) {
        FeedbackView view = copy.feedback();
        return view.textStatistics(filter, AskTextMoment.of(view, moment, budget), budget);
    }

    @Override
    public AskKind kind() {
        return AskKind.STATISTICS;
    }

    @Override
    public void write(PeerWriter out) {
        PeerValues.write(filter, out);
        AskTextMoment.write(moment, out);
    }

    @Override
    public void writeAnswer(TextStatistics answer, PeerWriter out) {
        PeerValues.write(answer, out);
    }

    @Override
    public TextStatistics readAnswer(PeerReader in) {
        return PeerValues.statistics(in);
    }
}
