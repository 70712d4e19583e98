package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerValues;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.store.FeedbackView;
import dev.loop.topology.store.ItemCodec;
import java.util.Optional;

/** A page of items, newest first. */
record AskList(FeedbackFilter filter, Optional<FeedbackView.After> after, int limit, int work)
        implements Ask<FeedbackView.Page> {

    static AskList read(PeerReader in) {
        return new AskList(PeerValues.filter(in), in.optional(() -> after(in)), in.plain(), in.plain());
    }

    @Override
    public FeedbackView.Page answer(Copy copy, ReadBudget budget) {
        return copy.feedback().list(filter, after, limit, work, budget);
    }

    private static void write(FeedbackView.After after, PeerWriter out) {
        out.number(after.createdAt());
        out.text(after.id());
    }

    private static FeedbackView.After after(PeerReader in) {
        return new FeedbackView.After(in.number(), in.text());
    }

    private static FeedbackView.Page readPage(PeerReader in) {
        var codec = new ItemCodec();
        return new FeedbackView.Page(in.all(() -> codec.decode(in.bytes())), in.optional(() -> after(in)), in.number());
    }

    @Override
    public AskKind kind() {
        return AskKind.LIST;
    }

    @Override
    public void write(PeerWriter out) {
        PeerValues.write(filter, out);
        out.optional(after, at -> write(at, out));
        out.count(limit);
        out.count(work);
    }

    @Override
    public void writeAnswer(FeedbackView.Page answer, PeerWriter out) {
        var codec = new ItemCodec();
        out.all(answer.items(), item -> out.bytes(codec.encode(item)));
        out.optional(answer.scanned(), at -> write(at, out));
        out.number(answer.position());
    }

    @Override
    public FeedbackView.Page readAnswer(PeerReader in) {
        return readPage(in);
    }
}
