package dev.loop.topology.sentiment;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Tally;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers a count from the cells of one partition: from the bucket of all time, or from the buckets of a span and, for
 * edges that are finer than a minute, from the items.
 *
 * <p>One question on one thread, while the caller keeps writers out.
 */
public final class SentimentCells {

    /** Takes a result: the tally of one group in one span. */
    public interface Sink {
        void add(int span, List<@Nullable String> group, Tally tally);
    }

    /** Reads the items that were said in [from, to), in epoch milliseconds. */
    public interface Items {
        void forEach(long from, long to, Consumer<Feedback> action);
    }

    private final CellTable table;
    private final SeriesTable.@Nullable OfProject project;
    private final SeriesGroups grouping;
    private final List<Dimension> groupBy;
    private final FeedbackFilter filter;
    /** Marks the pages of a bucket with a series that the filter takes: rare tags are in few pages. */
    private final boolean[] pages;

    /** @param groupBy dimensions only; cells cannot answer other questions */
    public SentimentCells(CellTable table, FeedbackFilter filter, List<? extends Facet> groupBy) {
        this.table = table;
        this.project = table.series().find(filter.project());
        this.filter = filter;
        this.groupBy = groupBy.stream().map(Dimension.class::cast).toList();
        this.grouping = project == null ? SeriesGroups.NONE : table.groups(project, filter, this.groupBy);
        this.pages = new boolean[project == null ? 0 : project.pages()];
        int[] groupOf = grouping.groupOf();
        for (int series = 0; series < groupOf.length; series++) {
            pages[series / CellPage.SERIES_PER_PAGE] |= groupOf[series] >= 0;
        }
    }

    /** Returns the values that an item is grouped under. */
    public static List<@Nullable String> group(Feedback item, List<? extends Facet> groupBy) {
        @Nullable String[] values = new String[groupBy.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = groupBy.get(i).of(item);
        }
        return new Group(values);
    }

    /** Counts everything, whenever it was said. */
    public void allTime(Sink sink) {
        if (grouping.groups().isEmpty()) {
            return;
        }
        CellSums sums = new CellSums(grouping.groupOf(), grouping.groups().size(), filter);
        addBucket(Granularity.ALL, 0, sums);
        emit(0, sums, sink);
    }

    /**
     * The times of the first and the last item of the project, in epoch milliseconds. Nothing lies beyond, so an end of
     * a span out there may as well be the end of the last item's bucket: "the last thirty days" is weeks and days, and
     * not the items of the minute that has just begun.
     */
    public record Extent(long oldest, long newest) {

        private static final List<Granularity> COARSEST_FIRST =
                List.of(Granularity.WEEK, Granularity.DAY, Granularity.HOUR, Granularity.MINUTE);

        /** Returns the span with its ends moved where that does not change what it holds. */
        private TimeCover.Span fit(long from, long to) {
            long end = to > newest
                    ? COARSEST_FIRST.stream()
                            .filter(g -> g.bucket(newest) >= from)
                            .findFirst()
                            .map(g -> g.bucket(newest) + g.millis())
                            // The span begins in the minute of the newest item: only that item may be in it, and not
                            // all later time.
                            .orElse(newest + 1)
                    : to;
            long start = from <= oldest
                    ? COARSEST_FIRST.stream()
                            .filter(g -> g.bucket(oldest) + g.millis() <= end)
                            .findFirst()
                            .map(g -> g.bucket(oldest))
                            .orElse(oldest)
                    : from;
            return new TimeCover.Span(start, end);
        }
    }

    /** Counts what was said in a span [from, to), in epoch milliseconds. */
    public void within(int span, long from, long to, Extent extent, Items items, Sink sink) {
        if (grouping.groups().isEmpty() || from > extent.newest() || to <= extent.oldest()) {
            return;
        }
        CellSums sums = new CellSums(grouping.groupOf(), grouping.groups().size(), filter);
        TimeCover cover = TimeCover.of(extent.fit(from, to));
        for (TimeCover.Run run : cover.buckets()) {
            for (long bucket = run.from();
                    bucket < run.to();
                    bucket += run.granularity().millis()) {
                addBucket(run.granularity(), bucket, sums);
            }
        }
        emit(span, sums, sink);
        for (TimeCover.Span edge : cover.edges()) {
            items.forEach(edge.from(), edge.to(), item -> addItem(span, item, filter, groupBy, sink));
        }
    }

    /** Counts one item, if the filter takes it. */
    public static void addItem(
            int span, Feedback item, FeedbackFilter filter, List<? extends Facet> groupBy, Sink sink) {
        if (filter.accepts(item)) {
            Tally one = new Tally();
            one.add(
                    Tally.index(item.getSentiment(), item.getStatus()),
                    1,
                    item.getResolvedAt()
                            .map(at -> at.toEpochMilli() - item.getCreatedAt().toEpochMilli())
                            .orElse(0L));
            sink.add(span, group(item, groupBy), one);
        }
    }

    private void addBucket(Granularity granularity, long bucket, CellSums sums) {
        for (int page = 0; page < pages.length; page++) {
            if (!pages[page]) {
                continue;
            }
            int number = Objects.requireNonNull(project).number();
            CellPage cells = table.page(new PageKey(number, granularity, bucket, page));
            if (cells != null) {
                cells.addTo(sums, 0);
            }
        }
    }

    private void emit(int span, CellSums sums, Sink sink) {
        for (int group = 0; group < grouping.groups().size(); group++) {
            Tally tally = new Tally();
            sums.addTo(group, tally);
            if (!tally.isEmpty()) {
                sink.add(span, grouping.groups().get(group), tally);
            }
        }
    }
}
