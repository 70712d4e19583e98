package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerValues;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.store.FeedbackView;
import java.util.Map;

/** The number of items by value, among those that a filter takes. */
record AskFacets(FeedbackFilter filter, FeedbackView.TextMoment moment) implements Ask<FeedbackView.FacetCounts> {

    /** The number of names that take no memory worth counting. */
    private static final int SMALL = 1_000;

    static AskFacets read(PeerReader in) {
        return new AskFacets(PeerValues.filter(in), AskTextMoment.moment(in));
    }

    @Override
    public Effort effort() {
        return Effort.SEARCH;
    }

    @Override
    public FeedbackView.FacetCounts answer(Copy copy, ReadBudget budget) {
        FeedbackView view = copy.feedback();
        FeedbackView.FacetCounts counted = view.facets(filter, AskTextMoment.of(view, moment, budget), budget);
        int names =
                counted.facets().names().values().stream().mapToInt(Map::size).sum();
        if (names > SMALL) {
            budget.groups(names);
        }
        return counted;
    }

    @Override
    public AskKind kind() {
        return AskKind.FACETS;
    }

    @Override
    public void write(PeerWriter out) {
        PeerValues.write(filter, out);
        AskTextMoment.write(moment, out);
    }

    @Override
    public void writeAnswer(FeedbackView.FacetCounts answer, PeerWriter out) {
        PeerValues.write(answer.facets(), out);
        out.number(answer.position());
    }

    @Override
    public FeedbackView.FacetCounts readAnswer(PeerReader in) {
        return new FeedbackView.FacetCounts(PeerValues.facets(in), in.number());
    }
}
