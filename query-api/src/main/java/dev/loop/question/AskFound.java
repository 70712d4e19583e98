package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerValues;
import dev.loop.question.message.PeerWriter;
import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.store.ItemCodec;
import java.util.List;
import java.util.Optional;

/** The items at places of a search that still exist unchanged. */
record AskFound(FeedbackFilter filter, List<SearchHit> places) implements Ask<List<Feedback>> {

    static AskFound read(PeerReader in) {
        return new AskFound(PeerValues.filter(in), in.all(() -> PeerValues.hit(in)));
    }

    @Override
    public List<Feedback> answer(Copy copy, ReadBudget budget) {
        return copy.feedback().found(filter, places).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<Feedback> readItems(PeerReader in) {
        var codec = new ItemCodec();
        return in.all(() -> codec.decode(in.bytes()));
    }

    @Override
    public AskKind kind() {
        return AskKind.FOUND;
    }

    @Override
    public void write(PeerWriter out) {
        PeerValues.write(filter, out);
        out.all(places, place -> PeerValues.write(place, out));
    }

    @Override
    public void writeAnswer(List<Feedback> answer, PeerWriter out) {
        var codec = new ItemCodec();
        out.all(answer, item -> out.bytes(codec.encode(item)));
    }

    @Override
    public List<Feedback> readAnswer(PeerReader in) {
        return readItems(in);
    }
}
