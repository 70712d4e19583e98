package dev.loop.topology.store;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.CountedFrom;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.Spans;
import dev.loop.topology.sentiment.SentimentCells;
import java.util.List;

/** Counts one partition without words: from the cells where they suffice, else from the items. */
final class CountReads {

    private final Contents contents;
    private final ItemReads items;

    CountReads(Contents contents, ItemReads items) {
        this.contents = contents;
        this.items = items;
    }

    /** Counts everything that the filter takes, as one span with number 0. Returns the position. */
    long whole(FeedbackFilter filter, List<? extends Facet> groupBy, ReadBudget budget, SentimentCells.Sink sink) {
        long from = ItemReads.start(filter);
        long to = ItemReads.end(filter);
        if (CountedFrom.of(filter, groupBy) == CountedFrom.ITEMS) {
            return fromItems(filter, groupBy, new long[] {from, to}, budget, sink);
        }
        return contents.reading(() -> {
            SentimentCells cells = new SentimentCells(contents.cells(), filter, groupBy);
            if (filter.from().isEmpty() && filter.to().isEmpty()) {
                cells.allTime(sink);
            } else {
                items.extent(filter.project()).ifPresent(extent -> within(cells, filter, 0, from, to, extent, sink));
            }
            return contents.commands().applied();
        });
    }

    /** Counts each span between the bounds. Returns the position. */
    long spans(
            FeedbackFilter filter,
            List<? extends Facet> groupBy,
            long[] bounds,
            ReadBudget budget,
            SentimentCells.Sink sink) {
        if (CountedFrom.of(filter, groupBy) == CountedFrom.ITEMS) {
            return fromItems(filter, groupBy, bounds, budget, sink);
        }
        return contents.reading(() -> {
            SentimentCells cells = new SentimentCells(contents.cells(), filter, groupBy);
            items.extent(filter.project()).ifPresent(extent -> {
                for (int span = 0; span + 1 < bounds.length; span++) {
                    budget.check();
                    within(cells, filter, span, bounds[span], bounds[span + 1], extent, sink);
                }
            });
            return contents.commands().applied();
        });
    }

    private void within(
            SentimentCells cells,
            FeedbackFilter filter,
            int span,
            long from,
            long to,
            SentimentCells.Extent extent,
            SentimentCells.Sink sink) {
        cells.within(
                span,
                from,
                to,
                extent,
                (edgeFrom, edgeTo, action) -> items.forEach(filter.project(), edgeFrom, edgeTo, action),
                sink);
    }

    private long fromItems(
            FeedbackFilter filter,
            List<? extends Facet> groupBy,
            long[] bounds,
            ReadBudget budget,
            SentimentCells.Sink sink) {
        long from = Math.max(ItemReads.start(filter), bounds[0]);
        long to = Math.min(ItemReads.end(filter), bounds[bounds.length - 1]);
        try (ItemScan scan = items.scan(filter.project(), from, to, budget)) {
            for (Feedback item = scan.next(); item != null; item = scan.next()) {
                int span = Spans.of(item.getCreatedAt().toEpochMilli(), bounds);
                SentimentCells.addItem(span, item, filter, groupBy, sink);
            }
            return scan.position();
        }
    }
}
