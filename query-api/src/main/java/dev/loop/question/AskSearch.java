package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerValues;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.store.FeedbackView;
import java.util.Optional;

/** The places of the best matches, or of the newest. */
record AskSearch(
        FeedbackFilter filter,
        Optional<TextStatistics> statistics,
        Optional<SearchHit> after,
        int limit,
        FeedbackView.TextMoment moment)
        implements Ask<FeedbackView.Found> {

    static AskSearch read(PeerReader in) {
        return new AskSearch(
                PeerValues.filter(in),
                in.optional(() -> PeerValues.statistics(in)),
                in.optional(() -> PeerValues.hit(in)),
                in.plain(),
                AskTextMoment.moment(in));
    }

    @Override
    public Effort effort() {
        return Effort.SEARCH;
    }

    @Override
    public FeedbackView.Found answer(Copy copy, ReadBudget budget) {
        FeedbackView view = copy.feedback();
        return view.search(filter, statistics, after, limit, AskTextMoment.of(view, moment, budget), budget);
    }

    @Override
    public AskKind kind() {
        return AskKind.SEARCH;
    }

    @Override
    public void write(PeerWriter out) {
        PeerValues.write(filter, out);
        out.optional(statistics, words -> PeerValues.write(words, out));
        out.optional(after, place -> PeerValues.write(place, out));
        out.count(limit);
        AskTextMoment.write(moment, out);
    }

    @Override
    public void writeAnswer(FeedbackView.Found answer, PeerWriter out) {
        out.all(answer.places(), place -> PeerValues.write(place, out));
        out.number(answer.position());
    }

    @Override
    public FeedbackView.Found readAnswer(PeerReader in) {
        return new FeedbackView.Found(in.all(() -> PeerValues.hit(in)), in.number());
    }
}
