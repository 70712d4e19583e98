package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.store.ItemCodec;
import java.util.List;
import java.util.Optional;

/** The existing items among these ids, of whatever project. */
record AskItems(List<String> ids) implements Ask<List<Feedback>> {

    static AskItems read(PeerReader in) {
        return new AskItems(in.all(in::text));
    }

    @Override
    public List<Feedback> answer(Copy copy, ReadBudget budget) {
        return ids.stream().map(copy.feedback()::item).flatMap(Optional::stream).toList();
    }

    @Override
    public AskKind kind() {
        return AskKind.ITEMS;
    }

    @Override
    public void write(PeerWriter out) {
        out.all(ids, out::text);
    }

    @Override
    public void writeAnswer(List<Feedback> answer, PeerWriter out) {
        var codec = new ItemCodec();
        out.all(answer, item -> out.bytes(codec.encode(item)));
    }

    @Override
    public List<Feedback> readAnswer(PeerReader in) {
        var codec = new ItemCodec();
        return in.all(() -> codec.decode(in.bytes()));
    }
}
