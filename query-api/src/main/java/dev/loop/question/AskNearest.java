package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerValues;
import dev.loop.question.message.PeerWriter;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.store.FeedbackView;
import java.nio.ByteBuffer;

/** The places of the items nearest to a meaning. */
record AskNearest(FeedbackFilter filter, ByteBuffer vector, int limit, FeedbackView.TextMoment moment)
        implements Ask<FeedbackView.Nearest> {

    static AskNearest read(PeerReader in) {
        return new AskNearest(PeerValues.filter(in), PeerValues.vector(in), in.plain(), AskTextMoment.moment(in));
    }

    @Override
    public Effort effort() {
        return Effort.SEARCH;
    }

    @Override
    public FeedbackView.Nearest answer(Copy copy, ReadBudget budget) {
        FeedbackView view = copy.feedback();
        return view.nearest(filter, vector, limit, AskTextMoment.of(view, moment, budget), budget);
    }

    @Override
    public AskKind kind() {
        return AskKind.NEAREST;
    }

    @Override
    public void write(PeerWriter out) {
        PeerValues.write(filter, out);
        out.bytes(MeaningVector.array(vector));
        out.count(limit);
        AskTextMoment.write(moment, out);
    }

    @Override
    public void writeAnswer(FeedbackView.Nearest answer, PeerWriter out) {
        out.all(answer.places(), place -> PeerValues.write(place, out));
        out.number(answer.unread());
        out.number(answer.position());
    }

    @Override
    public FeedbackView.Nearest readAnswer(PeerReader in) {
        return new FeedbackView.Nearest(in.all(() -> PeerValues.hit(in)), in.number(), in.number());
    }
}
