package dev.loop.topology.store;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.question.CountedFrom;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.Spans;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.search.Searching;
import dev.loop.topology.sentiment.SentimentCells;
import dev.loop.topology.store.FeedbackView.FacetCounts;
import dev.loop.topology.store.FeedbackView.Found;
import dev.loop.topology.store.FeedbackView.Nearest;
import dev.loop.topology.store.FeedbackView.TextMoment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers questions about the words of one partition. */
final class TextReads {

    /** The number of items read at once where the index alone does not decide. */
    private static final int PORTION = 1000;

    private final Contents contents;
    private final ItemReads items;
    private final Copy copy;

    TextReads(Contents contents, ItemReads items, Copy copy) {
        this.contents = contents;
        this.items = items;
        this.copy = copy;
    }

    TextMoment await(ReadBudget budget) {
        TextMoment moment = moment();
        contents.text().await(moment.change(), budget);
        return moment;
    }

    private TextMoment moment() {
        return contents.reading(() ->
                new TextMoment(contents.commands().applied(), contents.text().sequence(), copy.number()));
    }

    TextStatistics statistics(FeedbackFilter filter, TextMoment moment, ReadBudget budget) {
        try (Searching searching = searching(moment, budget)) {
            return searching.statistics(filter);
        }
    }

    Found search(
            FeedbackFilter filter,
            Optional<TextStatistics> statistics,
            Optional<SearchHit> after,
            int limit,
            TextMoment moment,
            ReadBudget budget) {
        try (Searching searching = searching(moment, budget)) {
            return new Found(searching.top(filter, statistics, after, limit), position(searching, moment));
        }
    }

    Nearest nearest(FeedbackFilter filter, ByteBuffer vector, int limit, TextMoment moment, ReadBudget budget) {
        try (Searching searching = searching(moment, budget)) {
            Searching.Nearest found = searching.nearest(filter, MeaningVector.array(vector), limit);
            return new Nearest(found.places(), found.unread(), position(searching, moment));
        }
    }

    FacetCounts facets(FeedbackFilter filter, TextMoment moment, ReadBudget budget) {
        try (Searching searching = searching(moment, budget)) {
            return new FacetCounts(searching.facets(filter), position(searching, moment));
        }
    }

    /**
     * Counts everything that the filter takes.
     *
     * @param bounds of spans; null for one span with number 0
     * @return the position
     */
    long count(
            FeedbackFilter filter,
            List<? extends Facet> groupBy,
            long @Nullable [] bounds,
            ReadBudget budget,
            SentimentCells.Sink sink) {
        TextMoment moment = moment();
        try (Searching searching = searching(moment, budget)) {
            if (groupBy.stream().allMatch(CountedFrom::isColumn)) {
                searching.count(filter, groupBy, bounds, sink);
            } else {
                searching.each(filter, PORTION, standings -> {
                    budget.read(standings.size());
                    items.at(filter, standings)
                            .forEach(found -> found.ifPresent(item -> countItem(item, filter, groupBy, bounds, sink)));
                });
            }
            return position(searching, moment);
        }
    }

    private static void countItem(
            Feedback item,
            FeedbackFilter filter,
            List<? extends Facet> groupBy,
            long @Nullable [] bounds,
            SentimentCells.Sink sink) {
        int span = bounds == null ? 0 : Spans.of(item.getCreatedAt().toEpochMilli(), bounds);
        if (bounds == null || span >= 0 && span < bounds.length - 1) {
            SentimentCells.addItem(span, item, filter, groupBy, sink);
        }
    }

    private Searching searching(TextMoment moment, ReadBudget budget) {
        return contents.text().at(moment.change(), budget);
    }

    private static long position(Searching searching, TextMoment moment) {
        return searching.position(moment.change(), moment.position());
    }
}
