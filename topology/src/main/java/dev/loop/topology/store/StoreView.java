package dev.loop.topology.store;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.CountedFrom;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.sentiment.SentimentCells;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The readers' view of a {@link FeedbackStore}. */
final class StoreView implements FeedbackView {

    private final Contents contents;
    private final Copy copy;
    private final ItemReads items;
    private final CountReads counts;
    private final TextReads texts;

    StoreView(Contents contents, Copy copy) {
        this.contents = contents;
        this.copy = copy;
        this.items = new ItemReads(contents);
        this.counts = new CountReads(contents, items);
        this.texts = new TextReads(contents, items, copy);
    }

    // ---- items ----

    @Override
    public Optional<Feedback> item(String id) {
        return items.item(id);
    }

    @Override
    public boolean known(String id) {
        return items.known(id);
    }

    @Override
    public Page list(FeedbackFilter filter, Optional<After> after, int limit, int work, ReadBudget budget) {
        return items.list(filter, after, limit, work, budget);
    }

    @Override
    public List<Optional<Feedback>> found(FeedbackFilter filter, List<SearchHit> places) {
        return items.at(filter, places);
    }

    @Override
    public OptionalLong oldest(String project) {
        return contents.reading(() -> items.oldest(project));
    }

    @Override
    public OptionalLong newest(String project) {
        return contents.reading(() -> items.newest(project));
    }

    // ---- counts ----

    @Override
    public long count(
            FeedbackFilter filter, List<? extends Facet> groupBy, ReadBudget budget, SentimentCells.Sink sink) {
        return CountedFrom.of(filter, groupBy) == CountedFrom.TEXT
                ? texts.count(filter, groupBy, null, budget, sink)
                : counts.whole(filter, groupBy, budget, sink);
    }

    @Override
    public long count(
            FeedbackFilter filter,
            List<? extends Facet> groupBy,
            long[] bounds,
            ReadBudget budget,
            SentimentCells.Sink sink) {
        return CountedFrom.of(filter, groupBy) == CountedFrom.TEXT
                ? texts.count(filter, groupBy, bounds, budget, sink)
                : counts.spans(filter, groupBy, bounds, budget, sink);
    }

    // ---- words ----

    @Override
    public TextMoment awaitText(ReadBudget budget) {
        return texts.await(budget);
    }

    @Override
    public boolean knows(TextMoment moment) {
        return moment.copy() == copy.number();
    }

    @Override
    public TextStatistics textStatistics(FeedbackFilter filter, TextMoment moment, ReadBudget budget) {
        return texts.statistics(filter, moment, budget);
    }

    @Override
    public Found search(
            FeedbackFilter filter,
            Optional<TextStatistics> statistics,
            Optional<SearchHit> after,
            int limit,
            TextMoment moment,
            ReadBudget budget) {
        return texts.search(filter, statistics, after, limit, moment, budget);
    }

    @Override
    public Nearest nearest(FeedbackFilter filter, ByteBuffer vector, int limit, TextMoment moment, ReadBudget budget) {
        return texts.nearest(filter, vector, limit, moment, budget);
    }

    @Override
    public FacetCounts facets(FeedbackFilter filter, TextMoment moment, ReadBudget budget) {
        return texts.facets(filter, moment, budget);
    }

    @Override
    public long textIndexBehind() {
        return contents.text().behind();
    }

    // ---- how far ----

    @Override
    public long position() {
        return contents.commands().applied();
    }

    @Override
    public Optional<CommandOutcome> outcome(long offset) {
        return contents.reading(() -> contents.commands().outcome(offset));
    }

    @Override
    public boolean await(long offset, long nanos) throws InterruptedException {
        return contents.commands().await(offset, nanos);
    }

    @Override
    public boolean follows() {
        return !copy.isWriting();
    }

    @Override
    public boolean whole() {
        return contents.isOpen() && copy.whole();
    }

    @Override
    public void wholeFrom(long position) {
        contents.whileOpen(() -> copy.wholeFrom(position, contents.commands().applied()));
    }

    @Override
    public Sizes sizes() {
        return contents.reading(() -> new Sizes(
                contents.tables().estimatedKeys(Tables.Table.FEEDBACK_BY_TIME),
                contents.tables().bytesOnDisk(),
                contents.cells().seriesCount(),
                contents.cells().weight(),
                contents.text().bytesOnDisk()));
    }
}
