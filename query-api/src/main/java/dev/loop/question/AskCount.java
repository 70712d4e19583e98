package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerValues;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.CountedFrom;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.store.FeedbackView;
import java.util.List;
import java.util.Optional;

/**
 * The tallies of each group.
 *
 * @param bounds bounds of spans that are counted apart; empty for one count of all that the filter takes
 * @param mostCells limit of groups, times spans
 */
record AskCount(FeedbackFilter filter, List<Facet> groupBy, Optional<List<Long>> bounds, int mostCells)
        implements Ask<AskCount.Counted> {

    static AskCount read(PeerReader in) {
        return new AskCount(
                PeerValues.filter(in),
                in.all(() -> PeerValues.facet(in)),
                in.optional(() -> in.all(in::number)),
                in.plain());
    }

    @Override
    public Effort effort() {
        return switch (CountedFrom.of(filter, groupBy)) {
            case CELLS -> Effort.QUICK;
            case TEXT -> Effort.SEARCH;
            case ITEMS -> Effort.ITEMS;
        };
    }

    @Override
    public AskCount.Counted answer(Copy copy, ReadBudget budget) {
        var tallies = new SpanTallies(spans(), mostCells, budget);
        FeedbackView view = copy.feedback();
        long position = bounds.isPresent()
                ? view.count(
                        filter,
                        groupBy,
                        bounds.get().stream().mapToLong(Long::longValue).toArray(),
                        budget,
                        tallies)
                : view.count(filter, groupBy, budget, tallies);
        return new Counted(position, tallies);
    }

    /** The counts of one partition. */
    record Counted(long position, SpanTallies tallies) {}

    private int spans() {
        return bounds.map(all -> all.size() - 1).orElse(1);
    }

    @Override
    public AskKind kind() {
        return AskKind.COUNT;
    }

    @Override
    public void write(PeerWriter out) {
        PeerValues.write(filter, out);
        out.all(groupBy, facet -> PeerValues.write(facet, out));
        out.optional(bounds, all -> out.all(all, out::number));
        out.count(mostCells);
    }

    @Override
    public void writeAnswer(AskCount.Counted answer, PeerWriter out) {
        out.number(answer.position());
        answer.tallies().write(out);
    }

    @Override
    public AskCount.Counted readAnswer(PeerReader in) {
        return new Counted(in.number(), SpanTallies.read(in, spans(), mostCells));
    }
}
